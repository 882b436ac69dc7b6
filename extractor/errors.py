"""What can go wrong, as a tree.

ExtractorError
├── UsageError         the command or an option is wrong                  exit 2
├── ProjectError       the project folder, a schema or a prompt is wrong  exit 2
├── ArticleError       a file cannot be read as an article                that file fails, the others go on
├── StoreError         the store cannot be opened or written              exit 2
├── CassetteError      a recording is not there, or cannot be used        exit 2
├── ClusterError       the Ray cluster is not there, or not fit           exit 2
└── ModelError         the model gave no usable answer                    that article fails, the others go on
    ├── ModelUnavailable   not reached, wrong key, unknown model          exit 3
    ├── RequestFailed      others are answered, this one never     that article fails; the next run asks again
    └── AnswerRejected     an answer came, but it cannot be used
        └── TooLong        text or answer do not fit in: ask in parts

What is wrong with one claim is a finding, not an exception.
"""


class ExtractorError(Exception):
    """The base of every error this package raises on purpose; its text is one line for people."""


class UsageError(ExtractorError):
    """A command line that cannot be carried out."""


class ProjectError(ExtractorError):
    """A project folder, schema or prompt that is wrong; names the file and what to change."""


class ArticleError(ExtractorError):
    """A file that cannot be read as an article."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class StoreError(ExtractorError):
    """A store that cannot be opened, read or written."""


class CassetteError(ExtractorError):
    """A recording that is not there, cannot be read or may not be written."""


class ClusterError(ExtractorError):
    """A Ray cluster that cannot be reached or used."""


class ModelError(ExtractorError):
    """A model that gave no usable answer; `raw` keeps what it did say, for the record."""

    def __init__(self, message: str, *, raw: str = "") -> None:
        super().__init__(message)
        self.raw = raw


class ModelUnavailable(ModelError):
    """No answer from the endpoint: not reached, key refused, model unknown; others would fail alike."""


class RequestFailed(ModelError):
    """No answer to this request after several tries, from an endpoint that has answered others."""


class AnswerRejected(ModelError):
    """An answer that cannot be used: malformed, refused or empty."""


class TooLong(AnswerRejected):
    """A text longer than what the model holds, or an answer that was cut off: shorter parts may do."""
