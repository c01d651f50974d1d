"""Models as scikit-learn's estimators are used, without scikit-learn."""

from __future__ import annotations

from typing import Any, Dict

import numpy

from .errors import Unsupported, Usage
from .hospital import Hospital
from .model import Model, simulate
from .plan import Plan
from .results import Results


class _Estimator:
    """What both kinds have in common."""

    _options: Dict[str, Any]

    def _plan(self) -> Plan:
        raise NotImplementedError

    def results(self, X: Any) -> Results:
        """The records' results with all that they say."""
        raise NotImplementedError

    @property
    def classes_(self) -> numpy.ndarray:
        """Names of the classes (of a binary task: negative, positive), or of the findings, in
        the order of predict_proba's columns. Raises Unsupported of numbers and maps."""
        plan = self._plan()
        if plan.task not in ("classes", "binary", "findings"):
            raise Unsupported(f"the task '{plan.task}' has no classes")
        return numpy.array(plan.labels)

    @property
    def n_features_in_(self) -> int:
        """Elements of one record."""
        return self._plan().features

    def predict(self, X: Any) -> numpy.ndarray:
        """Classes, binary: labels, one a record. Findings: bool, records x findings. A number:
        one a record, or records x numbers. Maps: records x height x width."""
        results = self.results(X)
        task = results.plan.task
        if task == "findings":
            return results._stacked([one.positive for one in results])
        if task == "number":
            values = results.values
            return values[:, 0] if values.shape[1] == 1 else values
        return results.to_numpy() if task == "map" else results.labels

    def predict_proba(self, X: Any) -> numpy.ndarray:
        """float64, records x classes (of a binary task 2: no, yes), or x findings."""
        return self.results(X).probabilities

    def get_params(self, deep: bool = True) -> Dict[str, Any]:
        """What the estimator was made with."""
        raise NotImplementedError

    def set_params(self, **params: Any) -> "_Estimator":
        """Changes what the estimator was made with; returns it."""
        known = self.get_params()
        for name in params:
            if name not in known:
                raise Usage(f"there is no parameter '{name}'", "it is one of " + ", ".join(known))
        self.__init__(**{**known, **params})  # type: ignore[misc]
        return self


class RemoteModel(_Estimator):
    """A service's model as an estimator, over a hospital's daemon. Each record uses a bundle up.

    Args:
        hospital: the daemon.
        model: the model's name.
        options: of ``Hospital.diagnose``: batch, wait, interactive and so on.
    """

    def __init__(self, hospital: Hospital, model: str, **options: Any) -> None:
        self.hospital = hospital
        self.model = model
        self._options = options

    def _plan(self) -> Plan:
        return self.hospital.plan(self.model)

    def results(self, X: Any) -> Results:
        """As ``Hospital.diagnose``."""
        return self.hospital.diagnose(self.model, X, **self._options)

    def get_params(self, deep: bool = True) -> Dict[str, Any]:
        """What the estimator was made with."""
        return {"hospital": self.hospital, "model": self.model, **self._options}


class SimulatedModel(_Estimator):
    """A compiled model as an estimator, run securely in this process.

    Args:
        model: what ``medisc.compile`` returned.
        options: of ``medisc.simulate``: batch and so on.
    """

    def __init__(self, model: Model, **options: Any) -> None:
        self.model = model
        self._options = options

    def _plan(self) -> Plan:
        return self.model.plan

    def results(self, X: Any) -> Results:
        """As ``medisc.simulate``."""
        return simulate(self.model, X, **self._options)

    def get_params(self, deep: bool = True) -> Dict[str, Any]:
        """What the estimator was made with."""
        return {"model": self.model, **self._options}
