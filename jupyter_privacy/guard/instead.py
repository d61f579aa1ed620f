"""What to do instead of an operation that no rule releases, decided by its name alone.

Whether it would have failed, or what it would have given, plays no part: the advice for a name is
always the same.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["INSTEAD", "instead", "spoken"]

_BY_ADVICE: Mapping[str, str] = {
    'write it with whole columns: df["a"] / df["b"], df["a"].where(df["b"] > 3, 0), np.log(df["a"])': (
        "map apply applymap transform pipe eval vectorize frompyfunc apply_along_axis"
    ),
    "ask for statistics by name: agg(['mean', 'std', 'count', 'median']), size(), value_counts()": (
        "agg aggregate reduce"
    ),
    "display rows with df.head() to see what is safe of them, or aggregate them": (
        "item items rows take xs get at iat iloc loc squeeze first last nth values array to_numpy tolist "
        "to_list to_dict to_records flat ravel"
    ),
    "quantile(.05) and quantile(.95), which stand on more than one person": (
        "min max idxmin idxmax argmin argmax ptp nanmin nanmax amin amax"
    ),
    "value_counts() for the most common values, quantile([.9, .95]) for the upper end": (
        "nlargest nsmallest mode rank argsort sort topk"
    ),
    "group first, what follows is free: df.groupby('year').x.mean().cumsum()": (
        "cumsum cumprod cummax cummin cumcount rolling expanding ewm diff shift pct_change autocorr resample "
        "asfreq interpolate ffill bfill"
    ),
    "plot a released table: df.x.value_counts().plot.bar()": (
        "plot hist boxplot scatter bar pie kde scatter_matrix histogram2d hexbin"
    ),
    "write a released table: df.groupby('g').x.mean().to_csv(...)": (
        "to_csv to_excel to_parquet to_json to_sql to_pickle to_clipboard to_html savetxt save"
    ),
    "nunique() for how many values there are, value_counts() for how many people share each": (
        "duplicated factorize codes categories groups indices ngroups"
    ),
    "pivot_table or crosstab, which lay out groups instead of rows": ("pivot unstack T transpose swaplevel"),
    'df.merge(other, on="key"), inner, left or right, one row a key in other; or public(other, reason=...)': (
        "merge join merge_asof merge_ordered"
    ),
    "pd.concat of protected tables with the same columns, or df.merge for other columns of the same people": (
        "concat append combine combine_first align reindex compare update"
    ),
    'columns by their names: df.melt(id_vars=["id"], value_vars=["x", "y"]), pd.get_dummies(df["g"])': (
        "stack melt wide_to_long get_dummies explode split rsplit partition extract"
    ),
    "(df.x > 3).mean(), the share of people for whom it is true": "any all equals in is_unique",
    "mean, std, corr and groupby, from which the test can be worked out": (
        "ttest_ind ttest_rel ttest_1samp f_oneway chi2_contingency mannwhitneyu wilcoxon kruskal pearsonr "
        "spearmanr kendalltau linregress polyfit lstsq"
    ),
    "OLS, GLM, Logit and Poisson of statsmodels, whose coefficients, tests, fit and summary() show": (
        "from_formula resid fittedvalues get_influence outlier_test get_prediction model"
    ),
    "LinearRegression, LogisticRegression, trees and forests (min_samples_leaf=10), KMeans, PCA": (
        "fit predict predict_proba fit_transform fit_predict tree_ estimators_ decision_path "
        "export_text plot_tree support_vectors_ kneighbors"
    ),
    "df.groupby('g').x.mean(): what stands on groups of people can be looped over": (
        "loop iterrows itertuples iteritems"
    ),
    "value_counts(bins=[0, 10, 20]), with edges of your own": "histogram histogram_bin_edges digitize",
    "skewness by quantiles: quantile([.1, .5, .9])": "skew kurt kurtosis moment mad",
}

INSTEAD: Mapping[str, str] = {name: advice for advice, names in _BY_ADVICE.items() for name in names.split()}
"""Operations by name; of groups, the name after "groupby." counts."""


def instead(operation: str) -> str:
    """Return the nearest thing that is possible, "" if nothing in particular is."""
    return INSTEAD.get(operation.rpartition(".")[2], "")


_SPOKEN = {
    "item": "one row or cell",
    "rows": "rows by position",
    "loop": "a loop over rows",
    "filter": "the rows that fulfil a condition",
    "query": "the rows that fulfil a condition",
    "column": "a column",
    "columns": "columns",
    "in": "in",
    "__len__": "len",
    "source": "rows",
}


def spoken(operation: str) -> str:
    """Return the name of an operation as it was written, or in words where it has no name of its own."""
    return _SPOKEN.get(operation, operation)
