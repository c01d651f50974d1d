#include "import/onnx.hpp"

#include <exception>
#include <fstream>
#include <iterator>
#include <limits>
#include <system_error>

#include <fmt/format.h>
#include <onnx/checker.h>
#include <onnx/onnx_pb.h>

#include "import/graph.hpp"
#include "import/tensor.hpp"

namespace medisc {
namespace {

constexpr std::uintmax_t kMaxFileBytes = std::numeric_limits<std::int32_t>::max();

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

Result<void> run_onnx_checker(const onnx::ModelProto& model, const std::string& name) {
  try {
    onnx::checker::check_model(model);
  } catch (const std::exception& refused) {
    return fail(ErrorCode::kBadInput,
                fmt::format("{} does not pass ONNX's checker: {}", name,
                            printable(first_line(refused.what()))),
                "export the model again, with opset 13 to 17");
  }
  return {};
}

}  // namespace

Result<Network> parse_onnx(std::string_view bytes, const std::string& name) {
  onnx::ModelProto model;
  if (bytes.size() > kMaxFileBytes ||
      !model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) ||
      !model.has_graph()) {
    return fail(ErrorCode::kBadInput, name + " is not an ONNX model, or is cut short",
                "copy or export the file again");
  }
  // Before the checker, which knows fewer ops than there are and would call them unregistered.
  if (auto ops = check_ops(model, name); !ops) return tl::unexpected(ops.error());
  if (auto checked = run_onnx_checker(model, name); !checked) {
    return tl::unexpected(checked.error());
  }
  return read_graph(model, name);
}

Result<Network> import_onnx(const std::filesystem::path& file) {
  const std::string name = file.string();
  std::error_code problem;
  if (!std::filesystem::is_regular_file(file, problem)) {
    return fail(ErrorCode::kBadInput, name + " is not a file that can be read",
                "check the path and its permissions");
  }
  std::ifstream stream(file, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  if (!stream.is_open() || stream.bad()) {
    return fail(ErrorCode::kBadInput, name + " can't be read",
                "check the path and its permissions");
  }
  return parse_onnx(bytes, name);
}

}  // namespace medisc
