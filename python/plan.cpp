#include "python/plan.hpp"

#include <variant>

#include "messages/plan_codec.hpp"
#include "python/as_python.hpp"
#include "python/bindings.hpp"
#include "site/answer.hpp"

namespace py = pybind11;

namespace medisc::python {
namespace {

using Integers = py::array_t<std::int64_t, py::array::c_style | py::array::forcecast>;

py::dict step_dict(const Plan& plan, std::size_t index) {
  const Step& step = plan.steps[index];
  py::dict dict = std::visit([](const auto& op) { return as_dict(op); }, step.op);
  dict["name"] = step.name;
  dict["op"] = op_name(step);
  dict["scale"] = step.scale;
  dict["reads"] = inputs_of(plan, index);
  dict["outputs"] = result_size(step);
  dict["result_width"] = result_width(step);
  return dict;
}

py::list steps_of(const Plan& plan) {
  py::list steps;
  for (std::size_t i = 0; i < plan.steps.size(); ++i) steps.append(step_dict(plan, i));
  return steps;
}

py::dict part_dict(const RecordPart& part) {
  py::dict dict;
  dict["name"] = part.name;
  dict["shape"] = py::tuple(py::cast(part.shape));
  dict["layout"] = layout_name(part.layout);
  dict["features"] = part.features;
  dict["units"] = part.units;
  dict["least"] = part.least;
  dict["largest"] = part.largest;
  return dict;
}

py::dict manifest_dict(const Plan& plan) {
  const Manifest& manifest = plan.manifest;
  py::list parts;
  for (const RecordPart& part : manifest.parts) parts.append(part_dict(part));
  py::list preprocessing;
  for (const Preprocessing& step : manifest.preprocessing) {
    py::dict dict;
    dict["part"] = step.part;
    dict["step"] = step_name(step.kind);
    dict["numbers"] = step.numbers;
    preprocessing.append(dict);
  }
  py::dict dict;
  dict["model"] = manifest.model;
  dict["version"] = manifest.version;
  dict["parts"] = parts;
  dict["preprocessing"] = preprocessing;
  dict["task"] = task_name(task_of(plan));
  dict["labels"] = labels_of(plan);
  dict["thresholds"] = manifest.outcome.thresholds;
  dict["unit"] = manifest.outcome.unit;
  dict["result_shape"] = py::tuple(py::cast(manifest.outcome.shape));
  return dict;
}

/// What a result says, by its task: the keys that the task has.
struct AnswerDict {
  const Plan& plan;
  py::dict dict{};

  void operator()(const ClassAnswer& answer) {
    dict["index"] = answer.index;
    dict["label"] = answer.label;
    if (!answer.softmax.empty()) dict["probabilities"] = as_array(answer.softmax);
  }
  void operator()(const BinaryAnswer& answer) {
    dict["index"] = answer.positive ? 1 : 0;
    dict["label"] = answer.label;
    if (!answer.probability) return;
    dict["probabilities"] =
        as_array(std::vector<double>{1 - *answer.probability, *answer.probability});
  }
  void operator()(const FindingsAnswer& answer) {
    dict["probabilities"] = as_array(answer.probabilities);
    dict["findings"] = py::tuple(py::cast(answer.found));
    py::array_t<bool> positive(static_cast<py::ssize_t>(answer.positive.size()));
    for (std::size_t i = 0; i < answer.positive.size(); ++i) {
      positive.mutable_at(static_cast<py::ssize_t>(i)) = answer.positive[i];
    }
    dict["positive"] = positive;
  }
  void operator()(const NumberAnswer&) {}
  void operator()(const MapAnswer& answer) {
    std::vector<std::uint32_t> shape = plan.manifest.outcome.shape;
    if (shape.size() > 1) shape.erase(shape.begin());
    if (elements_of(shape) != answer.classes.size()) {
      shape = {static_cast<std::uint32_t>(answer.classes.size())};
    }
    dict["map"] = as_array(std::span<const std::uint32_t>(answer.classes), shape);
    dict["shares"] = as_array(answer.shares);
  }
};

py::dict answer_dict(const Plan& plan, const Integers& logits) {
  const std::vector<std::int64_t> integers(logits.data(), logits.data() + logits.size());
  if (integers.size() != plan.outputs()) {
    throw Failure({ErrorCode::kBadInput,
                   std::to_string(integers.size()) + " logits; the plan has " +
                       std::to_string(plan.outputs()),
                   ""});
  }
  const Answer answer = answer_of(plan, integers);
  AnswerDict shown{plan};
  std::visit(shown, answer);
  shown.dict["text"] = to_text(plan, answer);
  return shown.dict;
}

SharedPlan plan_of_bytes(const std::string& bytes) {
  auto plan = decode_plan({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
  if (!plan) {
    throw Failure({ErrorCode::kBadInput, "this is no plan: " + plan.error().context,
                   "Plan.save writes one"});
  }
  return std::make_shared<const Plan>(std::move(*plan));
}

}  // namespace

void bind_plan(py::module_& module) {
  py::class_<Plan, std::shared_ptr<Plan>>(module, "Plan")
      .def_static("of_bytes", [](const py::bytes& bytes) { return plan_of_bytes(bytes); })
      .def("to_bytes",
           [](const Plan& plan) {
             const Bytes bytes = encode_plan(plan);
             return py::bytes(reinterpret_cast<const char*>(bytes.data()), bytes.size());
           })
      .def("hash", [](const Plan& plan) { return to_hex(hash_of(plan)); })
      .def("ring_bits", [](const Plan& plan) { return plan.ring_bits; })
      .def("features", [](const Plan& plan) { return plan.input.features; })
      .def("input", [](const Plan& plan) { return as_dict(plan.input); })
      .def("outputs", [](const Plan& plan) { return plan.outputs(); })
      .def("output_scale", [](const Plan& plan) { return plan.output_scale(); })
      .def("label_only", [](const Plan& plan) { return plan.output == Output::kLabel; })
      .def("fidelity", [](const Plan& plan) { return as_dict(plan.fidelity); })
      .def("steps", &steps_of)
      .def("manifest", &manifest_dict)
      .def("answer", &answer_dict);
}

}  // namespace medisc::python
