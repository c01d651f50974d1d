/// The constants of an ONNX graph by name: initialisers, Constant nodes, and what is worked out
/// from them.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "error/error.hpp"
#include "import/budget.hpp"
#include "import/tensor.hpp"

namespace onnx {
class GraphProto;
class NodeProto;
class SparseTensorProto;
class TensorProto;
}  // namespace onnx

namespace medisc {

/// Refers to the graph and the budget, which must outlive it.
class OnnxConstants {
 public:
  OnnxConstants(const onnx::GraphProto& graph, std::string file, ImportBudget& budget);
  ~OnnxConstants();
  OnnxConstants(const OnnxConstants&) = delete;
  OnnxConstants& operator=(const OnnxConstants&) = delete;

  bool contains(const std::string& name) const {
    return tensors_.count(name) != 0 || folded_.count(name) != 0 || sparse_.count(name) != 0;
  }
  /// The element type of a constant that the file holds as it is, by ONNX's number.
  std::optional<std::int32_t> type_of(const std::string& name) const;
  /// The entries of a constant of text or integers, as a classifier's classes are; printable.
  /// None for any other.
  std::optional<std::vector<std::string>> texts(const std::string& name) const;

  /// Takes the value of a Constant node. Errors: kUnsupported for a sparse or text value.
  Result<void> add(const onnx::NodeProto& constant, const std::string& where);
  /// `copy` is another name of the constant `name`.
  void add_copy(const std::string& name, const std::string& copy);
  /// Errors: kUnsupported beyond the budget.
  Result<void> add(const std::string& name, ConstantTensor tensor);

  /// May hold values that are not finite. Errors: kBadInput or kUnsupported, naming the
  /// constant; kUnsupported beyond the budget.
  Result<ConstantTensor> read(const std::string& name) const;
  /// How errors call a constant: "<file>: constant '<name>'".
  std::string where(const std::string& name) const;

 private:
  Result<ConstantTensor> read_held(const std::string& name) const;
  Result<void> take(const std::string& name, std::uint64_t elements) const;

  std::string file_;
  ImportBudget& budget_;
  std::map<std::string, const onnx::TensorProto*> tensors_;
  std::map<std::string, const onnx::SparseTensorProto*> sparse_;
  std::deque<onnx::TensorProto> own_;
  std::map<std::string, std::shared_ptr<const ConstantTensor>> folded_;
};

}  // namespace medisc
