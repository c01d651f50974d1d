#include "tests/import/node_suite.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>

namespace medisc {
namespace {

const std::filesystem::path kSuite = "/usr/share/libonnx-testdata/data";

template <class Message>
bool read_message(const std::filesystem::path& file, Message& message) {
  std::ifstream stream(file, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
  return !bytes.empty() && message.ParseFromString(bytes);
}

std::vector<onnx::TensorProto> read_tensors(const std::filesystem::path& folder,
                                            const std::string& kind) {
  std::vector<onnx::TensorProto> tensors;
  for (int i = 0;; ++i) {
    onnx::TensorProto tensor;
    if (!read_message(folder / (kind + "_" + std::to_string(i) + ".pb"), tensor)) break;
    tensors.push_back(std::move(tensor));
  }
  return tensors;
}

std::optional<OnnxNodeTest> read_test(const std::filesystem::path& folder) {
  OnnxNodeTest test;
  test.name = folder.filename();
  if (!read_message(folder / "model.onnx", test.model)) return {};
  test.inputs = read_tensors(folder / "test_data_set_0", "input");
  test.outputs = read_tensors(folder / "test_data_set_0", "output");
  if (test.outputs.empty() || test.inputs.size() != test.open_inputs().size()) return {};
  return test;
}

}  // namespace

std::vector<std::string> OnnxNodeTest::ops() const {
  std::set<std::string> found;
  for (const onnx::NodeProto& node : model.graph().node()) found.insert(node.op_type());
  return {found.begin(), found.end()};
}

std::vector<std::string> OnnxNodeTest::open_inputs() const {
  std::vector<std::string> names;
  for (const onnx::ValueInfoProto& input : model.graph().input()) {
    const auto& constants = model.graph().initializer();
    const bool bound = std::any_of(constants.begin(), constants.end(), [&](const auto& tensor) {
      return tensor.name() == input.name();
    });
    if (!bound) names.push_back(input.name());
  }
  return names;
}

std::vector<OnnxNodeTest> onnx_node_tests() {
  std::vector<std::filesystem::path> folders;
  for (const char* kind : {"node", "simple", "pytorch-converted", "pytorch-operator"}) {
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator(kSuite / kind, none)) {
      folders.push_back(entry.path());
    }
  }
  std::sort(folders.begin(), folders.end());
  std::vector<OnnxNodeTest> tests;
  for (const auto& folder : folders) {
    if (auto test = read_test(folder)) tests.push_back(std::move(*test));
  }
  return tests;
}

}  // namespace medisc
