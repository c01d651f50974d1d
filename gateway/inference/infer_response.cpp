#include "gateway/inference/infer_response.hpp"

#include "gateway/inference/output_values.hpp"
#include "gateway/inference/parameters.hpp"
#include "gateway/inference/tensors.hpp"
#include "http/json_text.hpp"

namespace medisc {
namespace {

std::string shape_text(const std::vector<std::uint64_t>& shape) {
  std::string text = "[";
  for (const std::uint64_t dimension : shape) {
    text += (text.size() == 1 ? "" : ",") + std::to_string(dimension);
  }
  return text + "]";
}

/// JSON, and tensors behind it.
struct Written {
  std::string json;
  std::string tensors;

  void add(const OutputTensor& output, const OutputChoice& choice,
           std::span<const InferResult> results) {
    OutputValues values = output_values(output, results);
    if (choice.classification > 0) {
      values = classified(values, output.labels, choice.classification);
    }
    json += "{\"name\":" + json_quoted(output.tensor.name) + ",\"datatype\":\"" +
            datatype_name(values.datatype) + "\",\"shape\":" + shape_text(values.shape);
    if (choice.is_binary) {
      const std::size_t before = tensors.size();
      append_binary(tensors, values);
      json +=
          ",\"parameters\":{\"binary_data_size\":" + std::to_string(tensors.size() - before) +
          "}";
    } else {
      json += ",\"data\":";
      append_json(json, values);
    }
    json += '}';
  }
};

}  // namespace

HttpResponse render_infer_response(const Plan& plan, const InferRequest& request,
                                   const InferredModel& model,
                                   std::span<const InferResult> results) {
  const std::vector<OutputTensor> outputs = output_tensors(plan);
  Written written;
  written.json = "{\"model_name\":" + json_quoted(model.name);
  if (!model.version.empty()) {
    written.json += ",\"model_version\":" + json_quoted(model.version);
  }
  if (request.id) written.json += ",\"id\":" + json_quoted(*request.id);
  if (!model.parameters.empty()) {
    written.json += ",\"parameters\":" + to_json(model.parameters);
  }
  written.json += ",\"outputs\":[";
  bool is_binary = false;
  for (std::size_t i = 0; i < request.outputs.size(); ++i) {
    if (i > 0) written.json += ',';
    written.add(outputs[request.outputs[i].output], request.outputs[i], results);
    is_binary = is_binary || request.outputs[i].is_binary;
  }
  written.json += "]}";
  if (!is_binary) return http_json(200, std::move(written.json));
  const std::string length = std::to_string(written.json.size());
  HttpResponse response =
      http_text(200, std::move(written.json) + written.tensors, "application/octet-stream");
  response.headers.set("Inference-Header-Content-Length", length);
  return response;
}

}  // namespace medisc
