#include "import/onnx.hpp"

#include <algorithm>
#include <exception>
#include <fstream>
#include <iterator>
#include <limits>
#include <optional>
#include <system_error>

#include <fmt/format.h>
#include <onnx/checker.h>
#include <onnx/defs/schema.h>
#include <onnx/onnx_pb.h>

#include "import/external_data.hpp"
#include "import/foreign_model.hpp"
#include "import/functions.hpp"
#include "import/graph.hpp"
#include "import/outputs.hpp"
#include "import/signatures.hpp"
#include "import/tensor.hpp"

namespace medisc {
namespace {

constexpr std::uintmax_t kMaxFileBytes = std::numeric_limits<std::int32_t>::max();

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

/// Whether ONNX's checker knows the opsets that the model uses.
bool is_known_to_checker(const onnx::ModelProto& model) {
  const auto& domains = onnx::OpSchemaRegistry::DomainToVersionRange::Instance().Map();
  return std::all_of(model.opset_import().begin(), model.opset_import().end(),
                     [&](const onnx::OperatorSetIdProto& opset) {
                       const std::string domain =
                           opset.domain() == "ai.onnx" ? "" : opset.domain();
                       const auto known = domains.find(domain);
                       return known != domains.end() && opset.version() <= known->second.second;
                     });
}

/// What a file leaves out of an input's or output's type, as floats without dimensions: nobody
/// reads an output's, and an input's may be given (ImportOptions).
void complete(onnx::ValueInfoProto& value) {
  onnx::TypeProto& type = *value.mutable_type();
  if (type.value_case() == onnx::TypeProto::VALUE_NOT_SET) type.mutable_tensor_type();
  if (!type.has_tensor_type()) return;
  onnx::TypeProto::Tensor& tensor = *type.mutable_tensor_type();
  if (tensor.elem_type() == onnx::TensorProto::UNDEFINED) {
    tensor.set_elem_type(onnx::TensorProto::FLOAT);
  }
  tensor.mutable_shape();
}

/// A file may be of a newer version than the library and hold nothing that is newer.
Result<void> run_onnx_checker(onnx::ModelProto& model, const std::string& name) {
  if (!is_known_to_checker(model)) return {};
  model.set_ir_version(std::min<std::int64_t>(model.ir_version(), onnx::IR_VERSION));
  try {
    onnx::checker::check_model(model);
  } catch (const std::exception& refused) {
    return fail(ErrorCode::kBadInput,
                fmt::format("{} does not pass ONNX's checker: {}", name,
                            printable(first_line(refused.what()))),
                "export the model again, with opset 13 to 22");
  }
  return {};
}

tl::unexpected<Error> no_model(std::string_view bytes, const std::string& name) {
  if (const auto foreign = foreign_model(bytes)) {
    return fail(ErrorCode::kBadInput,
                fmt::format("{} is {}, and no ONNX model", name, foreign->name), foreign->way);
  }
  return fail(
      ErrorCode::kBadInput,
      bytes.empty() ? name + " is empty" : name + " is not an ONNX model, or is cut short",
      "copy or export the file again");
}

tl::unexpected<Error> no_file(const std::filesystem::path& file) {
  std::error_code problem;
  if (!std::filesystem::is_directory(file, problem)) {
    return fail(ErrorCode::kBadInput, file.string() + " is not a file that can be read",
                "check the path and its permissions");
  }
  if (std::filesystem::exists(file / "saved_model.pb", problem)) {
    return fail(
        ErrorCode::kBadInput, file.string() + " is a TensorFlow SavedModel, and no ONNX model",
        fmt::format(
            "convert it: python -m tf2onnx.convert --saved-model {} --output model.onnx",
            file.string()));
  }
  return fail(ErrorCode::kBadInput, file.string() + " is a folder",
              "give the .onnx file within");
}

Result<Network> read_model(std::string_view bytes, const std::string& name,
                           const ImportOptions& options,
                           const std::optional<std::filesystem::path>& folder) {
  onnx::ModelProto model;
  if (bytes.size() > kMaxFileBytes ||
      !model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) ||
      !model.has_graph()) {
    return no_model(bytes, name);
  }
  for (auto& value : *model.mutable_graph()->mutable_input()) complete(value);
  for (auto& value : *model.mutable_graph()->mutable_output()) complete(value);
  if (auto read = read_external_data(model, folder, name); !read) {
    return tl::unexpected(read.error());
  }
  if (auto put = inline_functions(model, name); !put) return tl::unexpected(put.error());
  const auto outputs = wanted_outputs(model.graph(), name, options);
  if (!outputs) return tl::unexpected(outputs.error());
  keep_needed(*model.mutable_graph(), *outputs);
  // Before the checker, which knows fewer ops than there are and would call them unregistered.
  if (auto ops = check_ops(model, name); !ops) return tl::unexpected(ops.error());
  if (auto checked = run_onnx_checker(model, name); !checked) {
    return tl::unexpected(checked.error());
  }
  if (auto sound = check_structure(model.graph(), name); !sound) {
    return tl::unexpected(sound.error());
  }
  return read_graph(model, name, options, *outputs);
}

}  // namespace

Result<Network> parse_onnx(std::string_view bytes, const std::string& name,
                           const ImportOptions& options) {
  return read_model(bytes, name, options, std::nullopt);
}

Result<Network> import_onnx(const std::filesystem::path& file, const ImportOptions& options) {
  const std::string name = file.string();
  std::error_code problem;
  if (!std::filesystem::is_regular_file(file, problem)) return no_file(file);
  std::ifstream stream(file, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  if (!stream.is_open() || stream.bad()) {
    return fail(ErrorCode::kBadInput, name + " can't be read",
                "check the path and its permissions");
  }
  return read_model(bytes, name, options, file.parent_path());
}

}  // namespace medisc
