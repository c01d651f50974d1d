# %% [markdown]
# A private diagnosis in Python. Run it cell by cell, or as a script:
#
#     python3 examples/notebook.py
#
# The records are of the breast-cancer example. The first part runs all three roles in this
# process. The second part asks a hospital's daemon, where one listens.

# %%
import pathlib

import numpy

import medisc

folder = pathlib.Path(__file__).parent / "breast"
X = numpy.loadtxt(folder / "records.csv", delimiter=",", skiprows=1, usecols=range(1, 31))
ids = numpy.loadtxt(folder / "records.csv", delimiter=",", skiprows=1, usecols=0, dtype=str)

# %% [markdown]
# Compile the network: the plan is public, the weights are the service's. `fidelity` tells how
# close the plan's integers come to the network.

# %%
model = medisc.compile(folder / "model.onnx", samples=X, ranges=folder / "ranges.csv",
                       labels=["benign", "malignant"])
print(model.plan)
print(model.fidelity)
for step in model.plan.steps:
    print(f"  {step['name']:10} {step['op']:6} {step['outputs']:4} outputs, "
          f"{step['result_width']} bits")

# %% [markdown]
# Simulate secure inference. The results are those of the plan in plaintext, bit for bit.

# %%
simulation = medisc.simulate(model, X, ids=ids, batch=8)
reference = medisc.reference(model, X, ids=ids)
print("equal to the reference:", simulation == reference)
print(f"{simulation.sessions} sessions, {simulation.flights} flights, "
      f"{simulation.bytes_up} bytes up, {simulation.bytes_down} bytes down")
for layer in simulation.layers:
    print(f"  {layer['name']:10} {layer['flights']:3} flights, {layer['bytes_up']:6.0f} bytes up, "
          f"{layer['bytes_down']:6.0f} bytes down")
for result in simulation[:3]:
    print(result.id, result.label, result.probabilities.round(4), result.logits)

# %% [markdown]
# As an estimator, with `predict` and `predict_proba`.

# %%
estimator = medisc.SimulatedModel(model, batch=40)
print(dict(zip(*numpy.unique(estimator.predict(X), return_counts=True))))

# %% [markdown]
# The same over a hospital's daemon. Each record uses one prepared bundle up. MEDISC_SOCKET says
# where the daemon listens; else it is /run/medisc/hospital.socket.

# %%
try:
    hospital = medisc.Hospital()
except medisc.Error as error:
    print("no daemon:", error)
else:
    with hospital:
        print("models:", [offered.model for offered in hospital.models()])
        try:
            results = hospital.diagnose("breast", X[:3], ids=ids[:3])
        except medisc.PoolDry as error:
            print(error)
        else:
            print("from the daemon:")
            for result in results:
                print(result.id, result.label, result.probabilities.round(4))
