#include "import/graph_state.hpp"

#include <utility>

namespace medisc {

GraphState::GraphState(std::string file_name, OnnxConstants& graph_constants,
                       ImportBudget& file_budget, std::int64_t graph_opset)
    : file(std::move(file_name)),
      constants(graph_constants),
      budget(file_budget),
      opset(graph_opset) {}

}  // namespace medisc
