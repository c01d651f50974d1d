#include "import/tensor.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <optional>

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include "plan/plan.hpp"

namespace medisc {
namespace {

static_assert(std::endian::native == std::endian::little, "ONNX raw data is little endian");

template <class T, class Typed>
std::optional<std::vector<double>> read_values(const std::string& raw, const Typed& typed,
                                               std::uint64_t count) {
  const bool is_raw = raw.size() == count * sizeof(T) && typed.empty();
  const bool is_typed = raw.empty() && static_cast<std::uint64_t>(typed.size()) == count;
  if (!is_raw && !is_typed) return std::nullopt;
  std::vector<double> values(count);  // no more than the file holds
  if (!is_raw) {
    std::transform(typed.begin(), typed.end(), values.begin(),
                   [](T value) { return static_cast<double>(value); });
    return values;
  }
  for (std::uint64_t i = 0; i < count; ++i) {
    T value;
    std::memcpy(&value, raw.data() + i * sizeof(T), sizeof(T));
    values[i] = static_cast<double>(value);
  }
  return values;
}

Result<std::vector<std::uint64_t>> read_dims(const onnx::TensorProto& tensor,
                                             const std::string& where) {
  if (tensor.dims_size() > static_cast<int>(kMaxRank)) {
    return fail(ErrorCode::kUnsupported,
                fmt::format("{} has over {} dimensions", where, kMaxRank));
  }
  std::vector<std::uint64_t> dims;
  for (const std::int64_t dim : tensor.dims()) {
    if (dim < 0 || static_cast<std::uint64_t>(dim) > kMaxWeights) {
      return fail(ErrorCode::kBadInput, where + " has a dimension out of range");
    }
    dims.push_back(static_cast<std::uint64_t>(dim));
  }
  if (element_count(dims) > kMaxWeights) {
    return fail(ErrorCode::kBadInput,
                fmt::format("{} has more than {} elements", where, kMaxWeights));
  }
  return dims;
}

}  // namespace

std::uint64_t element_count(std::span<const std::uint64_t> dims) {
  std::uint64_t count = 1;
  bool empty = false;
  for (const std::uint64_t dim : dims) {
    empty = empty || dim == 0;
    if (dim > kMaxWeights / count) return kMaxWeights + 1;
    if (dim != 0) count *= dim;
  }
  return empty ? 0 : count;
}

std::string printable(const std::string& name) {
  std::string text = name.substr(0, 128);
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return text;
}

std::string shape_text(std::span<const std::uint64_t> dims) {
  return dims.empty() ? "scalar" : fmt::format("{}", fmt::join(dims, "x"));
}

Result<ConstantTensor> read_tensor(const onnx::TensorProto& tensor, const std::string& where) {
  if (tensor.data_location() == onnx::TensorProto::EXTERNAL || tensor.has_segment()) {
    return fail(ErrorCode::kUnsupported, where + " keeps its values outside the model file",
                "save the model as one file, without external data");
  }
  auto dims = read_dims(tensor, where);
  if (!dims) return tl::unexpected(dims.error());
  const std::uint64_t count = element_count(*dims);
  bool whole = true;
  std::optional<std::vector<double>> values;
  switch (tensor.data_type()) {
    case onnx::TensorProto::FLOAT:
      values = read_values<float>(tensor.raw_data(), tensor.float_data(), count);
      whole = false;
      break;
    case onnx::TensorProto::DOUBLE:
      values = read_values<double>(tensor.raw_data(), tensor.double_data(), count);
      whole = false;
      break;
    case onnx::TensorProto::INT32:
      values = read_values<std::int32_t>(tensor.raw_data(), tensor.int32_data(), count);
      break;
    case onnx::TensorProto::INT64:
      values = read_values<std::int64_t>(tensor.raw_data(), tensor.int64_data(), count);
      break;
    case onnx::TensorProto::BOOL:
      values = read_values<std::uint8_t>(tensor.raw_data(), tensor.int32_data(), count);
      break;
    default:
      return fail(ErrorCode::kUnsupported,
                  fmt::format("{} is of element type {}; supported are float, double, int32, "
                              "int64 and bool",
                              where, tensor.data_type()),
                  "export the model in float32");
  }
  if (!values) {
    return fail(ErrorCode::kBadInput,
                fmt::format("{} does not hold the {} values that its shape {} asks for", where,
                            count, shape_text(*dims)),
                "the file is damaged: export the model again");
  }
  return ConstantTensor{std::move(*dims), std::move(*values), whole};
}

Result<void> require_finite(const ConstantTensor& constant, const std::string& where) {
  const std::vector<double>& values = constant.values;
  if (std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); })) {
    return {};
  }
  return fail(ErrorCode::kBadInput, where + " holds a value that is NaN or infinite",
              "train or export the model again");
}

std::optional<std::vector<double>> repeated(const ConstantTensor& constant,
                                            std::span<const std::uint64_t> dims) {
  if (constant.dims.size() > dims.size()) return {};
  std::vector<std::uint64_t> from(dims.size() - constant.dims.size(), 1);
  from.insert(from.end(), constant.dims.begin(), constant.dims.end());
  for (std::size_t axis = 0; axis < dims.size(); ++axis) {
    if (from[axis] != 1 && from[axis] != dims[axis]) return {};
  }
  std::vector<double> values(element_count(dims));
  for (std::uint64_t i = 0; i < values.size(); ++i) {
    std::uint64_t rest = i;
    std::uint64_t source = 0;
    std::uint64_t stride = 1;
    for (std::size_t axis = dims.size(); axis-- > 0;) {
      if (from[axis] != 1) source += (rest % dims[axis]) * stride;
      stride *= from[axis];
      rest /= dims[axis];
    }
    values[i] = constant.values[source];
  }
  return values;
}

Result<std::vector<double>> broadcast(const ConstantTensor& constant,
                                      std::span<const std::uint64_t> shape,
                                      const std::string& where) {
  // The batch dimension stands before `shape`; a constant may reach it only with a 1.
  std::vector<std::uint64_t> dims(shape.begin(), shape.end());
  if (constant.dims.size() == shape.size() + 1) dims.insert(dims.begin(), 1);
  if (auto values = repeated(constant, dims)) return std::move(*values);
  return fail(ErrorCode::kBadInput,
              fmt::format("{} has shape {}, which does not fit records of shape {}", where,
                          shape_text(constant.dims), shape_text(shape)),
              "a constant has to be the same for every record");
}

}  // namespace medisc
