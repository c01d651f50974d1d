/// What is known of an ONNX graph while its nodes are read, in order.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "compiler/network.hpp"
#include "import/budget.hpp"
#include "import/constants.hpp"
#include "import/non_negative.hpp"
#include "import/record_tensor.hpp"

namespace medisc {

struct GraphState {
  GraphState(std::string file_name, OnnxConstants& graph_constants, ImportBudget& file_budget,
             std::int64_t graph_opset);

  std::string file;  ///< begins the context of errors
  OnnxConstants& constants;
  ImportBudget& budget;
  std::int64_t opset = 0;
  std::uint64_t batch =
      1;  ///< 1 where symbolic: the model is read as it runs on a batch of one
  bool symbolic_batch = false;
  Network network{};                              ///< the layers so far
  std::map<std::string, RecordTensor> tensors{};  ///< those that depend on the record, by name
  NonNegativeTensors non_negative{};              ///< of the network
  /// Those with an ending that became a layer, as they were: as results they still have it.
  std::map<std::string, RecordTensor> with_endings{};
};

}  // namespace medisc
