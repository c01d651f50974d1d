#include "gateway/inference/model_metadata.hpp"

#include "gateway/inference/tensors.hpp"
#include "http/json_text.hpp"

namespace medisc {
namespace {

std::string described(const Tensor& tensor) {
  std::string text = "{\"name\":" + json_quoted(tensor.name) + ",\"datatype\":\"" +
                     datatype_name(tensor.datatype) + "\",\"shape\":[";
  for (std::size_t i = 0; i < tensor.shape.size(); ++i) {
    text += (i == 0 ? "" : ",") + std::to_string(tensor.shape[i]);
  }
  return text + "]}";
}

/// Texts that are JSON already, in brackets.
void append_list(std::string& text, const std::vector<std::string>& items) {
  text += '[';
  for (std::size_t i = 0; i < items.size(); ++i) text += (i == 0 ? "" : ",") + items[i];
  text += ']';
}

}  // namespace

std::string model_metadata(const Plan& plan, std::string_view name,
                           std::span<const std::string> versions) {
  std::vector<std::string> quoted;
  for (const std::string& version : versions) quoted.push_back(json_quoted(version));
  std::vector<std::string> inputs;
  for (const Tensor& tensor : input_tensors(plan)) inputs.push_back(described(tensor));
  std::vector<std::string> outputs;
  for (const OutputTensor& output : output_tensors(plan)) {
    outputs.push_back(described(output.tensor));
  }
  std::string text = "{\"name\":" + json_quoted(name) + ",\"versions\":";
  append_list(text, quoted);
  text += ",\"platform\":\"medisc_plan\",\"inputs\":";
  append_list(text, inputs);
  text += ",\"outputs\":";
  append_list(text, outputs);
  return text + "}";
}

std::string server_metadata(std::string_view version) {
  return "{\"name\":\"medisc\",\"version\":" + json_quoted(version) +
         ",\"extensions\":[\"binary_tensor_data\",\"classification\"]}";
}

}  // namespace medisc
