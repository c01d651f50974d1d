// NumPy arrays: what is read has the values that its shape asks for, none of them from nothing,
// and written again it reads equal.
#include <bit>
#include <cmath>
#include <string>

#include "fuzz/harness.hpp"
#include "fuzz/input.hpp"
#include "records/npy.hpp"
#include "tests/records/npy_sample.hpp"

namespace medisc::fuzz {
namespace {

std::uint64_t product(const std::vector<std::uint64_t>& shape) {
  std::uint64_t count = 1;
  for (const std::uint64_t dim : shape) count *= dim;
  return count;
}

std::string shape_text(const std::vector<std::uint64_t>& shape) {
  std::string text = "(";
  for (const std::uint64_t dim : shape) text += std::to_string(dim) + ", ";
  return text + ")";
}

/// Texts and structures.
void check_others(const NpyArray& array) {
  const std::uint64_t count = product(array.shape);
  if (array.fields.empty()) require(array.texts.size() == count, "texts are one an element");
  for (const NpyColumn& field : array.fields) {
    require(field.values.size() + field.texts.size() == count,
            "a field has a value an element");
  }
}

bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  return std::ranges::equal(a, b, [](double left, double right) {
    return std::bit_cast<std::uint64_t>(left) == std::bit_cast<std::uint64_t>(right);
  });
}

}  // namespace
}  // namespace medisc::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace medisc;
  using namespace medisc::fuzz;
  Input input(data, size);
  const auto array = parse_npy(as_text(input.rest()), "input.npy");
  if (!array) {
    require(array.error().code == ErrorCode::kBadInput, "a bad array is bad input");
    return 0;
  }
  require(array->shape.size() <= 32, "an array has at most 32 dimensions");
  if (array->kind == ElementKind::kText || !array->fields.empty()) {
    check_others(*array);
    return 0;
  }
  require(product(array->shape) == array->values.size(),
          "values are as many as the shape says");
  require(array->values.size() <= size, "no value comes from nothing");
  for (const double value : array->values) {
    require(array->kind == ElementKind::kFloat ||
                (std::abs(value) <= 0x1p53 && value == std::trunc(value)),
            "integers are exact");
  }
  const auto again = parse_npy(
      npy_bytes(npy_header("<f8", shape_text(array->shape)), raw(array->values)), "again.npy");
  require(again && again->shape == array->shape && same_bits(again->values, array->values),
          "an array written again reads equal");
  return 0;
}
