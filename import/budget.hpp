/// How much a model file may make the importer hold. A few bytes of ONNX can ask for a large
/// tensor, and each of many nodes for another; what a file may ask for grows with its size.
#pragma once

#include <cstdint>

namespace medisc {

/// Elements of constants read and worked out, of weights, of results and of their orders, over
/// a whole file.
class ImportBudget {
 public:
  static constexpr std::uint64_t kAllowance = 1u << 25;  ///< elements, whatever the file's size
  static constexpr std::uint64_t kEachByte = 16;  ///< further elements a byte of the file

  explicit ImportBudget(std::uint64_t file_bytes)
      : left_(kAllowance + kEachByte * file_bytes) {}

  std::uint64_t left() const { return left_; }

  /// False where fewer are left, and ever after.
  [[nodiscard]] bool take(std::uint64_t elements) {
    const bool enough = elements <= left_;
    left_ = enough ? left_ - elements : 0;
    return enough;
  }

 private:
  std::uint64_t left_;
};

}  // namespace medisc
