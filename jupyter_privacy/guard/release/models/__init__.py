"""Models: fitted on raw data in quarantine, kept sealed, and asked through rules.

sample        the people that a model is fitted on
verdict       may anything be told of the model?  One answer for all of it
formula       formulas in text, worked out on the sealed frame
known         which classes are fitted, with which parameters
"""
