"""MediSC: diagnoses by a medical AI service that does not see the patient's record.

    with medisc.Hospital() as hospital:                  # the hospital's running daemon
        results = hospital.diagnose("breast", X)         # X: array, DataFrame, dict or file
    print(results.labels, results.probabilities)

    model = medisc.compile("net.onnx", samples=X)        # without a network: in this process
    simulation = medisc.simulate(model, X)
    assert simulation == medisc.reference(model, X)

This is research software. It is not for clinical use.
"""

from .errors import (BadInput, Busy, Doubt, Error, Fidelity, Internal, Interrupted, Overflow,
                     PeerUnavailable, PlanMismatch, PoolDry, Protocol, Refused, Storage,
                     Unsupported, Usage)
from .estimators import RemoteModel, SimulatedModel
from .hospital import DEFAULT_SOCKET, Hospital, OfferedModel, Prepared, RequestReport
from .model import FidelityReport, Layers, Model, Simulation, compile, reference, simulate
from .plan import Plan
from .records import BadRecord
from .results import Costs, KeptResult, Result, Results

from ._medisc import version as __version__

__all__ = [
    "BadInput", "BadRecord", "Busy", "Costs", "DEFAULT_SOCKET", "Doubt", "Error", "Fidelity",
    "FidelityReport", "Hospital", "Internal", "Interrupted", "KeptResult", "Layers", "Model",
    "OfferedModel", "Overflow", "PeerUnavailable", "Plan", "PlanMismatch", "PoolDry", "Prepared",
    "Protocol", "Refused", "RemoteModel", "RequestReport", "Result", "Results", "Simulation",
    "SimulatedModel", "Storage", "Unsupported", "Usage", "compile", "reference", "simulate",
]
