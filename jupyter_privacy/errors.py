"""The exceptions of jupyter_privacy; the leaf says whose fault it is.

    PrivacyError
    ├── PolicyError       the settings: a file, key or value is wrong
    ├── DisclosureError   the data: a rule withholds what was asked for
    │   └── ProtectedFileError  a file, process or connection that the policy does not allow
    ├── NotebookError     a file: a notebook, or data named beside it, cannot be read
    └── GuardError        ours: the guard itself failed, so the output is withheld

No message ever contains a data value.  An unknown column or attribute stays what it is
everywhere in Python: `KeyError` and `AttributeError`, with the name that was asked for.
"""

__all__ = [
    "DisclosureError",
    "GuardError",
    "NotebookError",
    "PolicyError",
    "PrivacyError",
    "ProtectedFileError",
]


class PrivacyError(Exception):
    """Anything that jupyter_privacy raises on purpose."""


class PolicyError(PrivacyError):
    """A setting is wrong; the message names the file, the key and the allowed values."""


class DisclosureError(PrivacyError):
    """A rule withholds the result; the message names the rule and what to do instead."""


class ProtectedFileError(DisclosureError, PermissionError):
    """A file of protected data is opened, or leaves, by a way that nothing seals.

    An `OSError` as well, because that is what libraries expect of a file that they may not open.
    """

    def __str__(self) -> str:
        """Return the sentence without the number of the error."""
        return str(self.strerror)


class NotebookError(PrivacyError):
    """A notebook, or a file of data named beside it, cannot be read; the message never quotes it."""


class GuardError(PrivacyError):
    """The guard failed; what it was about to show is withheld."""
