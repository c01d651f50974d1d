/// What an op sees of its node, and what it leaves in the graph.
#include "import/node_context.hpp"

#include <optional>
#include <vector>

#include <gmock/gmock.h>
#include <onnx/onnx_pb.h>

#include "tests/import/sample.hpp"
#include "tests/plan/refused.hpp"

namespace medisc {
namespace {

using testing::ElementsAre;

constexpr auto kBadInput = ErrorCode::kBadInput;
constexpr auto kUnsupported = ErrorCode::kUnsupported;

/// A node "n" of inputs "w" (a constant) and "x" (a record of 2 x 3), and a third without a
/// name.
class OnnxNodeContext : public testing::Test {
 protected:
  OnnxNodeContext() {
    node_.set_op_type("Add");
    node_.set_name("n\n");
    for (const char* input : {"w", "x", ""}) node_.add_input(input);
    node_.add_output("y");
    auto* tensor = initialisers_.add_initializer();
    tensor->set_name("w");
    tensor->set_data_type(onnx::TensorProto::FLOAT);
    tensor->add_dims(1);
    tensor->add_float_data(2);
    constants_.emplace(initialisers_, "m.onnx", budget_);
    graph_.emplace("m.onnx", *constants_, budget_, 0);
    graph_->network.features = 6;
    graph_->tensors["x"] = RecordTensor{0, {2, 3}};
  }

  NodeContext context() { return NodeContext(node_, 4, *graph_); }

  onnx::NodeProto node_;
  onnx::GraphProto initialisers_;
  ImportBudget budget_{0};
  std::optional<OnnxConstants> constants_;
  std::optional<GraphState> graph_;
};

TEST_F(OnnxNodeContext, TellsInputsApart) {
  const NodeContext node = context();
  EXPECT_EQ(node.input_count(), 3);
  EXPECT_TRUE(node.has_x());
  EXPECT_TRUE(node.is_x(1));
  EXPECT_FALSE(node.is_x(0));
  EXPECT_EQ(node.record_input(0), nullptr);
  EXPECT_EQ(node.record_input(1), &node.x());
  EXPECT_EQ(node.record_input(3), nullptr);
  EXPECT_FALSE(node.has_input(2));
  EXPECT_FALSE(node.has_input(3));
  EXPECT_FALSE(node.has_constants_only());
  EXPECT_EQ(node.features(), 6U);
  EXPECT_THAT(node.constant(0)->values, ElementsAre(2));
}

TEST_F(OnnxNodeContext, ErrorsNameTheNode) {
  const NodeContext node = context();
  EXPECT_THAT(node.constant(1),
              Refused(kUnsupported, "m.onnx: node 'n?' (Add): its input 2 is not a constant"));
  EXPECT_THAT(node.record_axes({3}, 3),
              Refused(kBadInput, "node 'n?' (Add): axis 3 is outside of 3 dimensions"));
  EXPECT_THAT(node.record_axes({-3}, 3), Refused(kUnsupported, "the batch dimension"));
  EXPECT_THAT(node.record_axes({1, -2}, 3), Refused(kBadInput, "names an axis twice"));
  EXPECT_THAT(*node.record_axes({-1, 1}, 3), ElementsAre(1, 2));
  node_.clear_name();
  EXPECT_THAT(Result<void>(context().refuse("no")),
              Refused(kUnsupported, "node '#4' (Add): no"));
  EXPECT_EQ(context().name(), "Add_4");
}

TEST_F(OnnxNodeContext, NumbersComeFromInputsOrAttributes) {
  EXPECT_EQ(*context().number(0, "alpha", 7), 2);
  EXPECT_EQ(*context().number(2, "alpha", 7), 7);
  set_float(node_, "alpha", 3);
  EXPECT_EQ(*context().number(0, "alpha", 7), 3);
  EXPECT_THAT(*context().integers(0, "axes"), ElementsAre(2));
  set_ints(node_, "axes", {4, 5});
  EXPECT_THAT(*context().integers(0, "axes"), ElementsAre(4, 5));
}

TEST_F(OnnxNodeContext, EmitsLayersAndTensors) {
  NodeContext node = context();
  node.emit_layer(Dense{6, 4, std::vector<double>(24, 1), std::vector<double>(4, 0)}, {4});
  ASSERT_EQ(graph_->network.layers.size(), 1U);
  EXPECT_EQ(graph_->network.layers[0].name, "n?");
  EXPECT_THAT(graph_->network.layers[0].inputs, ElementsAre(0));
  EXPECT_EQ(graph_->tensors.at("y").tensor, 1U);
  EXPECT_THAT(graph_->tensors.at("y").shape, ElementsAre(4));
  node.emit_reshaped({6});
  EXPECT_EQ(graph_->tensors.at("y").tensor, 0U);
  EXPECT_THAT(graph_->tensors.at("y").shape, ElementsAre(6));
}

/// Map entries follow the elements into the order in which the network's tensor holds them.
TEST_F(OnnxNodeContext, MapsAreStoredAsTheTensorIs) {
  graph_->tensors.at("x").order = {0, 2, 4, 1, 3, 5};
  context().emit_affine({6, {0, 1, 2, 3, 4, 5}, std::vector<double>(6, 0)});
  const auto& affine = std::get<Affine>(graph_->network.layers[0].op);
  EXPECT_THAT(affine.scale, ElementsAre(0, 3, 1, 4, 2, 5));
  EXPECT_EQ(graph_->tensors.at("y").order, graph_->tensors.at("x").order);
}

}  // namespace
}  // namespace medisc
