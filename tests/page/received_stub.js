// Stands before the gateway's answers as if it had an intake: window.stub.received is what
// came. Run ahead of the page's own scripts.

{
  const real = window.fetch.bind(window);
  const base = {
    arrived_at: "2026-01-31T09:05:07.042Z",
    asker: "CT1",
    door: "dicom",
    rule: "chest",
    series: false,
    files: 1,
    diagnosis: null,
    sent: [],
    error: null,
    attempts: 0,
    ended_at: null,
    patient_id: "4711",
    study_date: "20260131",
    study_description: "Chest routine",
    series_description: null,
    modality: "CT",
    body_part: "CHEST",
  };
  const received = [
    {
      ...base,
      id: "a1",
      state: "kept",
      record: "1.2.1",
      rule: null,
      patient_name: "Roe^Richard"
    },
    {
      ...base,
      id: "a2",
      state: "waiting",
      record: "1.2.2",
      patient_name: "Doe^Jane^M",
      error: "pool-dry: no bundle is prepared",
      attempts: 2
    },
    {
      ...base,
      id: "a3",
      state: "done",
      record: "1.2.3",
      patient_name: "<b>Poe</b>^Anna",
      diagnosis: "d3",
      sent: ["pacs"],
      ended_at: "2026-01-31T09:06:00.000Z"
    },
    {
      ...base,
      id: "a4",
      state: "failed",
      record: "1.2.4",
      patient_name: null,
      error: "bad-input: the image has no window",
      files: 3,
      series: true
    },
  ];
  const side = 256;
  const map = {
    shape: [8, 8],
    labels: ["background", "lung"],
    shares: [0.75, 0.25],
    classes: Array(64).fill(0).fill(1, 0, 16)
  };
  const results = {
    d3: {outcome: "lung 25 %", task: "map", map},
    d1: {
      outcome: "no",
      task: "binary",
      label: "no",
      positive: false,
      threshold: 0.5,
      probability: 0.2
    },
  };
  const costs = {
    flights: 8,
    bytes_up: 1305,
    bytes_down: 2610,
    wire_up: 1400,
    wire_down: 2700,
    online_ms: 4
  };
  const diagnosisOf = (id) => ({
    id,
    state: "done",
    model: "lungs",
    version: "1",
    records: 1,
    error: null,
    fidelity: null,
    results: [{place: 0, record: "scan", session: "s", costs, result: results[id]}],
  });
  window.stub = {received, asked: [], refuseMaps: false};

  const json = (value, status = 200) => Response.json(value, {status});

  async function picture(parameters) {
    const over = parameters.get("map") === "true";
    if (over && stub.refuseMaps) return json({error: "the model takes volumes"}, 501);
    const canvas = new OffscreenCanvas(side, side);
    const context = canvas.getContext("2d");
    const ellipse = (colour, x, y, across, down) => {
      context.fillStyle = colour;
      context.beginPath();
      context.ellipse(x * side, y * side, across * side, down * side, 0, 0, 2 * Math.PI);
      context.fill();
    };
    context.fillStyle = "#000";
    context.fillRect(0, 0, side, side);
    ellipse("#777", 0.5, 0.52, 0.46, 0.38);
    for (const x of [0.3, 0.7]) ellipse(over ? "#901818" : "#202020", x, 0.5, 0.15, 0.26);
    ellipse("#999", 0.46, 0.6, 0.12, 0.14);
    ellipse("#ddd", 0.5, 0.8, 0.05, 0.06);
    return new Response(await canvas.convertToBlob(), {
      headers: {"X-Frames": "1", "X-Rows": "256", "X-Columns": "256", "X-First-Class": "1"},
    });
  }

  async function answer(url, method) {
    const [, , what, id, part] = url.pathname.split("/");
    const one = received.find((some) => some.id === id);
    if (what === "received") {
      if (id === undefined) return json({received});
      if (one === undefined) return json({error: `nothing of the id ${id} was received`}, 404);
      if (part === "picture") return picture(url.searchParams);
      if (part !== "retry") return json(one);
      Object.assign(one, {state: "waiting", error: null, attempts: 0});
      return json(one, 202);
    }
    if (method === "POST" && part === "picture")
      return picture(new URLSearchParams("map=true"));
    const begun = url.searchParams.has("received") ? "d1" : "d3";
    if (method === "POST")
      return json({...diagnosisOf(begun), state: "running", results: []}, 202);
    if (id === undefined) return json({results: []});
    if (part !== "events") return json(diagnosisOf(id));
    const [result] = diagnosisOf(id).results;
    const events = `event: result\ndata: ${
        JSON.stringify(result)}\n\nevent: done\ndata: {"error":null}\n\n`;
    return new Response(events, {
      headers: {"Content-Type": "text/event-stream"},
    });
  }

  window.fetch = async (path, options = {}) => {
    const url = new URL(path, location.href);
    const method = options.method ?? "GET";
    if (url.pathname === "/openapi.json") {
      const document = await (await real(path, options)).json();
      document.paths["/v1/received"] = {};
      return json(document);
    }
    if (url.pathname === "/v1/models") {
      const {models} = await (await real(path, options)).json();
      const image = {name: "scan", shape: [1, 8, 8], features: [], units: []};
      return json({models: [...models, {...models[0], model: "lungs", inputs: [image]}]});
    }
    if (!/^\/v1\/(received|diagnoses)/.test(url.pathname)) return real(path, options);
    stub.asked.push(`${method} ${url.pathname}${url.search}`);
    return answer(url, method);
  };
}
