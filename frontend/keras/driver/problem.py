"""What is wrong with a model, in the words that the user will read."""


class Problem(Exception):
    """Becomes one message of iegen: what, reasons of a line each, and what to do."""

    def __init__(self, what, why=(), hint="", kind="error"):
        super().__init__(what)
        self.what = what
        self.why = [why] if isinstance(why, str) else list(why)
        self.hint = hint
        self.kind = kind

    def as_json(self):
        return {"kind": self.kind, "what": self.what, "why": self.why, "hint": self.hint}


def shown(text, most=80):
    """A name out of a file, for a message: no control characters, not too long."""
    text = str(text)
    return "'" + "".join(c if c.isprintable() else "?" for c in text[:most]) + ("...'" if len(text) > most else "'")


def check_kind(quantised, wants_float, file, why=()):
    """Raises Problem where a model is quantised and should not be, or the other way round."""
    if quantised and wants_float:
        raise Problem("calibration data for a model that is quantised already", hint="leave --calibration out")
    if not quantised and not wants_float:
        raise Problem(f"{file} is a float model: it is not quantised", why,
                      hint="--calibration=samples.npy quantises it here (docs/guide/calibration.md); or train it "
                      "quantisation-aware (tensorflow_model_optimization, quantize_model)")
