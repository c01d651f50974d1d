// medisc.compile, medisc.reference and medisc.simulate.
#include <atomic>

#include "plan/reference.hpp"
#include "python/as_python.hpp"
#include "python/bindings.hpp"
#include "python/compile_options.hpp"
#include "python/encoded.hpp"
#include "python/interruptible.hpp"
#include "python/model.hpp"
#include "python/plan.hpp"
#include "python/unlocked.hpp"
#include "site/sample_doubts.hpp"

namespace py = pybind11;

namespace medisc::python {
namespace {

std::shared_ptr<Model> compile_model(const std::string& network, const GivenRecords* samples,
                                     const std::vector<double>& ranges,
                                     const py::dict& options) {
  auto stopped = std::make_shared<std::atomic<bool>>(false);
  auto work = [compilation = compilation_of(network, samples, ranges, options),
               stopped]() mutable {
    return compiled_model(std::move(compilation), *stopped);
  };
  auto compiled = interruptible(std::move(work), [stopped] { *stopped = true; });
  return std::make_shared<Model>(value_of(std::move(compiled)));
}

py::list report_of(const CompiledModel& compiled) {
  py::list steps;
  for (const StepReport& step : compiled.report) {
    py::dict dict;
    dict["name"] = step.name;
    dict["op"] = step.op;
    dict["inputs"] = step.inputs;
    dict["outputs"] = step.outputs;
    dict["scale"] = step.scale;
    dict["shift"] = step.shift;
    dict["bound"] = step.bound;
    dict["proven_bits"] = step.proven_bits;
    dict["width"] = step.width;
    dict["weight_bits"] = step.weight_bits;
    steps.append(dict);
  }
  return steps;
}

py::object fidelity_of(const CompiledModel& compiled) {
  if (!compiled.fidelity) return py::none();
  const Fidelity& fidelity = *compiled.fidelity;
  py::dict dict;
  dict["records"] = fidelity.records;
  dict["beyond"] = fidelity.beyond;
  dict["drawn"] = fidelity.drawn;
  dict["agreement"] = fidelity.agreement;
  dict["pooled"] = fidelity.pooled;
  dict["all_alike"] = fidelity.all_alike;
  dict["unlike"] = fidelity.unlike;
  dict["largest"] = fidelity.largest;
  dict["p99"] = fidelity.p99;
  dict["median"] = fidelity.median;
  py::list layers;
  for (const auto& layer : fidelity.layers) {
    layers.append(py::dict(py::arg("name") = layer.name, py::arg("snr_db") = layer.snr_db,
                           py::arg("own") = layer.own));
  }
  dict["layers"] = layers;
  py::list wide;
  for (const WideRange& range : fidelity.wide_ranges) {
    wide.append(py::dict(py::arg("feature") = range.feature, py::arg("bits") = range.bits));
  }
  dict["wide_ranges"] = wide;
  dict["text"] = fidelity_text(fidelity);
  dict["meets_bound"] = meets(fidelity, {}).has_value();
  return dict;
}

/// Why records come out worse than measured: a line each.
std::vector<std::string> doubts_of(const Model& model, const Encoded& records) {
  return record_doubts(model.compiled(), records.encoded, records.names);
}

using Integers = py::array_t<std::int64_t>;

Integers rows_of(const std::vector<std::vector<std::int64_t>>& rows, std::size_t columns) {
  Integers array({rows.size(), columns});
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::copy(rows[i].begin(), rows[i].end(),
              array.mutable_data(static_cast<py::ssize_t>(i), 0));
  }
  return array;
}

/// The reference of records [first, first + count).
Integers reference_rows(const Model& model, const Encoded& records, std::size_t first,
                        std::size_t count) {
  const CompiledModel& compiled = model.compiled();
  std::vector<std::vector<std::int64_t>> rows;
  {
    const Unlocked unlocked;
    for (std::size_t i = first; i < std::min(first + count, records.encoded.size()); ++i) {
      rows.push_back(reference(compiled.plan, compiled.weights, records.encoded[i]));
    }
  }
  return rows_of(rows, compiled.plan.outputs());
}

py::dict simulated(Model& model, const Encoded& records, std::size_t first, std::size_t count) {
  auto outcome = [&] {
    const Unlocked unlocked;
    const std::span<const std::vector<std::int64_t>> all(records.encoded);
    return model.simulate(all.subspan(first, std::min(count, all.size() - first)));
  }();
  const SimulatedSession session = value_of(std::move(outcome));
  py::list layers;
  for (const SimulatedLayer& layer : session.layers) {
    py::dict dict;
    dict["name"] = layer.name;
    dict["op"] = layer.op;
    dict["flights"] = layer.flights;
    dict["bits_up"] = layer.bits_up;
    dict["bits_down"] = layer.bits_down;
    dict["seconds"] = std::chrono::duration<double>(layer.time).count();
    layers.append(dict);
  }
  py::dict dict;
  dict["logits"] = rows_of(session.logits, model.compiled().plan.outputs());
  dict["flights"] = session.flights;
  dict["bytes_up"] = session.bytes_up;
  dict["bytes_down"] = session.bytes_down;
  dict["seconds"] = std::chrono::duration<double>(session.time).count();
  dict["layers"] = layers;
  return dict;
}

std::size_t records_a_session(Model& model, std::size_t wanted, std::uint64_t memory) {
  auto records = [&] {
    const Unlocked unlocked;
    return model.records_a_session(wanted, memory);
  }();
  return value_of(std::move(records));
}

std::shared_ptr<Plan> plan_of(const Model& model) {
  return std::make_shared<Plan>(model.compiled().plan);
}

}  // namespace

void bind_model(py::module_& module) {
  py::class_<Model, std::shared_ptr<Model>>(module, "Model")
      .def("plan", &plan_of)
      .def("report", [](const Model& model) { return report_of(model.compiled()); })
      .def("fidelity", [](const Model& model) { return fidelity_of(model.compiled()); })
      .def("notes", [](const Model& model) { return model.compiled().notes; })
      .def("warnings", [](const Model& model) { return model.compiled().warnings; })
      .def("caps",
           [](const Model& model) {
             py::list caps;
             for (const Cap& cap : model.compiled().caps) {
               caps.append(py::dict(py::arg("layer") = cap.layer, py::arg("cap") = cap.cap,
                                    py::arg("proven") = cap.proven));
             }
             return caps;
           })
      .def("doubts", &doubts_of)
      .def("reference", &reference_rows)
      .def("simulate", &simulated)
      .def("records_a_session", &records_a_session);
  module.def("compile", &compile_model);
}

}  // namespace medisc::python
