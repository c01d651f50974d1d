// Shows a made-up diagnosis of one record, of the task arguments[0], under the name
// arguments[1]. Run by the tests as the body of an asynchronous function.

const [task, record, done] = arguments;
const side = 8;
const classes = [...Array(side * side).keys()].map((i) => (i % side < 4 ? 0 : i < 32 ? 1 : 2));
const results = {
  classes: {
    outcome: "b",
    label: "b",
    probability: 0.75,
    classes: [{label: "a", probability: 0.25}, {label: "b", probability: 0.75}],
  },
  binary: {
    outcome: "positive",
    label: "positive",
    positive: true,
    threshold: 0.3,
    probability: 0.62
  },
  findings: {
    outcome: "effusion",
    findings: [
      {label: "cardiomegaly", probability: 0.35, threshold: 0.5, positive: false},
      {label: "effusion", probability: 0.81, threshold: 0.4, positive: true},
    ],
  },
  number: {outcome: "63.2 mmol/l", values: [63.24], unit: "mmol/l", labels: ["value 0"]},
  map: {
    outcome: "liver 25 %, lesion 25 %",
    map: {
      shape: [side, side],
      labels: ["background", "liver", "lesion"],
      shares: [0.5, 0.25, 0.25],
      classes
    },
  },
};
const costs = {
  flights: 8,
  bytes_up: 1305,
  bytes_down: 2610,
  wire_up: 1400,
  wire_down: 2700,
  online_ms: 4.1
};
const canvas = document.createElement("canvas");
canvas.width = canvas.height = side;
canvas.getContext("2d").fillRect(0, 0, side, side);
import("/page/diagnosis_view.js").then(({DiagnosisView}) => canvas.toBlob((picture) => {new DiagnosisView(document.getElementById("outcome"), {id : "0123", model : "chest", version : "2", records : 1, fidelity : {agreement : 0.9995, records : 2000, drawn : false}, results : [{place : 0, record, session : "s", costs, result : {task, ...results[task]}}],}, task === "map" ? URL.createObjectURL(picture) : null); setTimeout(done, 50);}));
