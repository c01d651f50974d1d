#include "import/tensor.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <optional>

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include "import/half.hpp"
#include "plan/plan.hpp"

namespace medisc {
namespace {

// Of ONNX 1.16, by their numbers: older libraries don't name them.
constexpr std::int32_t kUint4 = 21;
constexpr std::int32_t kInt4 = 22;

static_assert(std::endian::native == std::endian::little, "ONNX raw data is little endian");

/// Values of T held raw, or as `typed`; `value_of` makes a number of one.
template <class T, class Typed, class ValueOf>
std::optional<std::vector<double>> read_values(const std::string& raw, const Typed& typed,
                                               std::uint64_t count, ValueOf value_of) {
  const bool is_raw = raw.size() == count * sizeof(T) && typed.empty();
  const bool is_typed = raw.empty() && static_cast<std::uint64_t>(typed.size()) == count;
  if (!is_raw && !is_typed) return std::nullopt;
  std::vector<double> values(count);  // no more than the file holds
  if (!is_raw) {
    std::transform(typed.begin(), typed.end(), values.begin(),
                   [&](auto value) { return value_of(static_cast<T>(value)); });
    return values;
  }
  for (std::uint64_t i = 0; i < count; ++i) {
    T value;
    std::memcpy(&value, raw.data() + i * sizeof(T), sizeof(T));
    values[i] = value_of(value);
  }
  return values;
}

template <class T, class Typed>
std::optional<std::vector<double>> read_values(const std::string& raw, const Typed& typed,
                                               std::uint64_t count) {
  return read_values<T>(raw, typed, count, [](T value) { return static_cast<double>(value); });
}

/// Integers of 4 bits, the first of a pair in the lower half of its byte.
std::optional<std::vector<double>> read_nibbles(const onnx::TensorProto& tensor,
                                                std::uint64_t count, bool has_sign) {
  const std::uint64_t pairs = (count + 1) / 2;
  const auto bytes = read_values<std::uint8_t>(tensor.raw_data(), tensor.int32_data(), pairs);
  if (!bytes) return std::nullopt;
  std::vector<double> values(count);
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto pair = static_cast<unsigned>((*bytes)[i / 2]);
    const auto nibble = static_cast<int>(i % 2 == 0 ? pair & 0xF : pair >> 4);
    values[i] = has_sign && nibble >= 8 ? nibble - 16 : nibble;
  }
  return values;
}

/// None where the tensor does not hold so many, or is of another type than is_readable's.
std::optional<std::vector<double>> values_of(const onnx::TensorProto& tensor,
                                             std::uint64_t count) {
  const std::string& raw = tensor.raw_data();
  const auto& small = tensor.int32_data();
  switch (tensor.data_type()) {
    case onnx::TensorProto::FLOAT:
      return read_values<float>(raw, tensor.float_data(), count);
    case onnx::TensorProto::DOUBLE:
      return read_values<double>(raw, tensor.double_data(), count);
    case onnx::TensorProto::FLOAT16:
      return read_values<std::uint16_t>(raw, small, count, from_float16);
    case onnx::TensorProto::BFLOAT16:
      return read_values<std::uint16_t>(raw, small, count, from_bfloat16);
    case onnx::TensorProto::INT8:
      return read_values<std::int8_t>(raw, small, count);
    case onnx::TensorProto::INT16:
      return read_values<std::int16_t>(raw, small, count);
    case onnx::TensorProto::INT32:
      return read_values<std::int32_t>(raw, small, count);
    case onnx::TensorProto::INT64:
      return read_values<std::int64_t>(raw, tensor.int64_data(), count);
    case onnx::TensorProto::BOOL:
    case onnx::TensorProto::UINT8:
      return read_values<std::uint8_t>(raw, small, count);
    case onnx::TensorProto::UINT16:
      return read_values<std::uint16_t>(raw, small, count);
    case onnx::TensorProto::UINT32:
      return read_values<std::uint32_t>(raw, tensor.uint64_data(), count);
    case onnx::TensorProto::UINT64:
      return read_values<std::uint64_t>(raw, tensor.uint64_data(), count);
    case kUint4:
      return read_nibbles(tensor, count, false);
    case kInt4:
      return read_nibbles(tensor, count, true);
    default:
      return std::nullopt;
  }
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

bool is_real(std::int32_t type) {
  return type == onnx::TensorProto::FLOAT || type == onnx::TensorProto::DOUBLE ||
         type == onnx::TensorProto::FLOAT16 || type == onnx::TensorProto::BFLOAT16;
}

bool is_readable(std::int32_t type) {
  return is_real(type) || type == onnx::TensorProto::BOOL || integer_range(type).has_value();
}

std::optional<IntegerRange> integer_range(std::int32_t type) {
  switch (type) {
    case onnx::TensorProto::INT8:
      return IntegerRange{-0x1p7, 0x1p7 - 1};
    case onnx::TensorProto::INT16:
      return IntegerRange{-0x1p15, 0x1p15 - 1};
    case onnx::TensorProto::INT32:
      return IntegerRange{-0x1p31, 0x1p31 - 1};
    case onnx::TensorProto::INT64:
      return IntegerRange{-0x1p63, 0x1p63};
    case onnx::TensorProto::UINT8:
      return IntegerRange{0, 0x1p8 - 1};
    case onnx::TensorProto::UINT16:
      return IntegerRange{0, 0x1p16 - 1};
    case onnx::TensorProto::UINT32:
      return IntegerRange{0, 0x1p32 - 1};
    case onnx::TensorProto::UINT64:
      return IntegerRange{0, 0x1p64};
    case kUint4:
      return IntegerRange{0, 15};
    case kInt4:
      return IntegerRange{-8, 7};
    default:
      return std::nullopt;
  }
}

std::string type_text(std::int32_t type) {
  if (onnx::TensorProto::DataType_IsValid(type)) {
    return onnx::TensorProto::DataType_Name(static_cast<onnx::TensorProto::DataType>(type));
  }
  return fmt::format("{}", type);
}

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
  const std::int32_t type = tensor.data_type();
  auto values = values_of(tensor, count);
  if (!is_readable(type)) {
    return fail(ErrorCode::kUnsupported,
                fmt::format("{} is of element type {}; supported are float, double, float16, "
                            "bfloat16, integers and bool",
                            where, type_text(type)),
                "export the model in float32");
  }
  if (!values) {
    return fail(ErrorCode::kBadInput,
                fmt::format("{} does not hold the {} values that its shape {} asks for", where,
                            count, shape_text(*dims)),
                "the file is damaged: export the model again");
  }
  return ConstantTensor{std::move(*dims), std::move(*values), !is_real(type)};
}

Result<std::vector<std::uint64_t>> sparse_dims(const onnx::SparseTensorProto& tensor,
                                               const std::string& where) {
  onnx::TensorProto dense;
  *dense.mutable_dims() = tensor.dims();
  return read_dims(dense, where);
}

Result<ConstantTensor> read_sparse(const onnx::SparseTensorProto& tensor,
                                   const std::string& where) {
  auto dims = sparse_dims(tensor, where);
  if (!dims) return tl::unexpected(dims.error());
  const auto held = read_tensor(tensor.values(), where);
  const auto places = read_tensor(tensor.indices(), where);
  if (!held) return tl::unexpected(held.error());
  if (!places) return tl::unexpected(places.error());
  const std::size_t count = held->values.size();
  const std::size_t rank = dims->size();
  const bool linear = places->dims.size() == 1 && places->values.size() == count;
  const bool each = places->dims.size() == 2 && places->values.size() == count * rank;
  if (!linear && !each) {
    return fail(ErrorCode::kBadInput, where + " does not say where its values stand",
                "export the model again");
  }
  ConstantTensor result{std::move(*dims), {}, held->whole};
  result.values.resize(element_count(result.dims));
  for (std::size_t i = 0; i < count; ++i) {
    double at = linear ? places->values[i] : 0;
    for (std::size_t axis = 0; each && axis < rank; ++axis) {
      const double index = places->values[i * rank + axis];
      const auto size = static_cast<double>(result.dims[axis]);
      at = index >= 0 && index < size && at >= 0 ? at * size + index : -1;
    }
    if (!(at >= 0 && at < static_cast<double>(result.values.size()))) {
      return fail(ErrorCode::kBadInput, where + " has a value outside of its dimensions",
                  "export the model again");
    }
    result.values[static_cast<std::size_t>(at)] = held->values[i];
  }
  return result;
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
