"""The exceptions of jupyter_privacy; the leaf says whose fault it is.

    PrivacyError
    ├── PolicyError       the settings: a file, key or value is wrong
    ├── DisclosureError   the data: a rule withholds what was asked for
    └── GuardError        ours: the guard itself failed, so the output is withheld

No message ever contains a data value.  An unknown column or attribute stays what it is
everywhere in Python: `KeyError` and `AttributeError`, with the name that was asked for.
"""

__all__ = ["DisclosureError", "GuardError", "PolicyError", "PrivacyError"]


class PrivacyError(Exception):
    """Anything that jupyter_privacy raises on purpose."""


class PolicyError(PrivacyError):
    """A setting is wrong; the message names the file, the key and the allowed values."""


class DisclosureError(PrivacyError):
    """A rule withholds the result; the message names the rule and what to do instead."""


class GuardError(PrivacyError):
    """The guard failed; what it was about to show is withheld."""
