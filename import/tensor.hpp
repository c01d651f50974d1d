/// Constants of an ONNX model: reading and broadcasting them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "error/error.hpp"

namespace onnx {
class SparseTensorProto;
class TensorProto;
}  // namespace onnx

namespace medisc {

struct ConstantTensor {
  std::vector<std::uint64_t> dims;
  std::vector<double> values;  ///< row major
  bool whole = false;          ///< of an integer type, or of truth values (0 and 1)
};

inline constexpr std::size_t kMaxRank = 32;  ///< dimensions of a tensor

/// Elements of a tensor of these dimensions; kMaxWeights + 1 if there are more than
/// kMaxWeights, or would be were the dimensions of size 0 left out.
std::uint64_t element_count(std::span<const std::uint64_t> dims);

/// A name out of a file, made fit to print: control and non-ASCII bytes become '?', and at
/// most 128 bytes of it are kept.
std::string printable(const std::string& name);

/// "16x30"; "scalar" for no dimensions.
std::string shape_text(std::span<const std::uint64_t> dims);

/// Element types by ONNX's number: float, double, float16 and bfloat16.
bool is_real(std::int32_t type);
/// Those, bool and the integers.
bool is_readable(std::int32_t type);
std::string type_text(std::int32_t type);

/// What an integer type holds.
struct IntegerRange {
  double least = 0;
  double most = 0;
};

/// None for another type.
std::optional<IntegerRange> integer_range(std::int32_t type);

/// Reads a tensor of real numbers, integers (of 4 to 64 bits) or truth values, held raw or
/// typed. `where` begins the error's context. Errors: kUnsupported for another type, for values
/// outside the file or for over kMaxRank dimensions; kBadInput for a size that does not match
/// its dimensions.
Result<ConstantTensor> read_tensor(const onnx::TensorProto& tensor, const std::string& where);

/// The dimensions of a sparse tensor. Errors: kBadInput or kUnsupported as read_tensor's.
Result<std::vector<std::uint64_t>> sparse_dims(const onnx::SparseTensorProto& tensor,
                                               const std::string& where);

/// A sparse tensor with its zeros: far more than the file holds, so sparse_dims is asked first.
/// Errors: those of read_tensor; kBadInput for a value outside of its dimensions.
Result<ConstantTensor> read_sparse(const onnx::SparseTensorProto& tensor,
                                   const std::string& where);

/// Errors: kBadInput if a value is NaN or infinite.
Result<void> require_finite(const ConstantTensor& constant, const std::string& where);

/// The constant's values, repeated along axes of size 1 and missing leading axes until it has
/// `dims`; none if it does not fit them.
std::optional<std::vector<double>> repeated(const ConstantTensor& constant,
                                            std::span<const std::uint64_t> dims);

/// The constant, repeated to one record's shape as ONNX broadcasts it against [N, shape...].
/// Errors: kBadInput if the shapes don't fit, or the constant differs from record to record.
Result<std::vector<double>> broadcast(const ConstantTensor& constant,
                                      std::span<const std::uint64_t> shape,
                                      const std::string& where);

}  // namespace medisc
