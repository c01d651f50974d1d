/// Files as exporters write them: versions, functions, values in other files, element types,
/// several inputs and outputs, and what is told of them.
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>

#include <gmock/gmock.h>

#include "compiler/compilable.hpp"
#include "import/half.hpp"
#include "import/onnx.hpp"
#include "tests/files/folder.hpp"
#include "tests/import/run_sample.hpp"
#include "tests/plan/refused.hpp"

namespace medisc {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;

constexpr auto kBadInput = ErrorCode::kBadInput;
constexpr auto kUnsupported = ErrorCode::kUnsupported;

void add_output(OnnxSample& sample, const std::string& name) {
  onnx::ValueInfoProto output = sample.graph().output(0);
  output.set_name(name);
  *sample.graph().add_output() = output;
}

void set_texts(onnx::NodeProto& node, const std::string& name,
               const std::vector<std::string>& values) {
  auto* attribute = node.add_attribute();
  attribute->set_name(name);
  attribute->set_type(onnx::AttributeProto::STRINGS);
  for (const std::string& value : values) attribute->add_strings(value);
}

void set_floats(onnx::NodeProto& node, const std::string& name,
                const std::vector<float>& values) {
  auto* attribute = node.add_attribute();
  attribute->set_name(name);
  attribute->set_type(onnx::AttributeProto::FLOATS);
  for (const float value : values) attribute->add_floats(value);
}

OnnxSample scaled_sample() {
  OnnxSample sample({2});
  sample.constant("w", {2, 2}, {1, 2, 3, 4}).node("MatMul", "x w", "y");
  return sample;
}

TEST(OnnxFile, VersionsThatAreNewerThanTheLibrary) {
  auto sample = scaled_sample();
  sample.model().set_ir_version(13);
  EXPECT_THAT(run(sample, {1, 1}), ElementsAre(4, 6));
  sample.model().mutable_opset_import(0)->set_version(24);
  EXPECT_THAT(run(sample, {1, 1}), ElementsAre(4, 6));
  sample.model().mutable_opset_import(0)->set_version(99);
  EXPECT_THAT(sample.import(), Refused(kUnsupported, "uses opset 99"));
}

TEST(OnnxFile, AnOutputNeedsNoShape) {
  auto sample = scaled_sample();
  onnx::ValueInfoProto& output = *sample.graph().mutable_output(0);
  for (const auto& change : std::vector<std::function<void(onnx::TypeProto&)>>{
           [](onnx::TypeProto& type) { type.mutable_tensor_type()->clear_shape(); },
           [](onnx::TypeProto& type) { type.mutable_tensor_type()->clear_elem_type(); },
           [](onnx::TypeProto& type) { type.Clear(); },
           [](onnx::TypeProto& type) {
             auto& shape = *type.mutable_tensor_type()->mutable_shape();
             shape.add_dim()->set_dim_param("N");
             shape.add_dim()->set_dim_param("classes");
           }}) {
    change(*output.mutable_type());
    EXPECT_THAT(run(sample, {1, 1}), ElementsAre(4, 6));
  }
}

TEST(OnnxFile, AnInputsShapeMayBeGiven) {
  auto sample = scaled_sample();
  sample.graph().mutable_input(0)->clear_type();
  const auto read = [&](std::map<std::string, std::vector<std::uint64_t>> shapes) {
    ImportOptions options;
    options.input_shapes = std::move(shapes);
    return parse_onnx(sample.bytes(), "m.onnx", options);
  };
  const auto refused = read({});
  EXPECT_THAT(refused, Refused(kUnsupported, "m.onnx: input 'x' says nothing of its shape"));
  EXPECT_THAT(refused.error().hint, testing::HasSubstr("--input-shape x="));
  const auto network = read({{"x", {2}}});
  ASSERT_TRUE(network.has_value()) << render(network.error());
  EXPECT_EQ(network->features, 2U);
}

TEST(OnnxFile, ItsStructureIsCheckedWhereTheLibraryCant) {
  const auto newer = [](auto change) {
    auto sample = scaled_sample();
    sample.model().mutable_opset_import(0)->set_version(24);  // ONNX 1.17 ends at 22
    change(*sample.graph().mutable_node(0));
    return sample.import();
  };
  using Node = onnx::NodeProto;
  EXPECT_THAT(newer([](Node& node) { set_int(node, "novel", 1); }),
              Refused(kUnsupported, "its attribute 'novel' is not known"));
  EXPECT_THAT(newer([](Node& node) { node.set_input(0, "none"); }),
              Refused(kBadInput, "its input 'none' is not made before it"));
  EXPECT_THAT(newer([](Node& node) { node.add_input("w"); }),
              Refused(kBadInput, "it has 3 inputs"));
  EXPECT_THAT(newer([](Node& node) { node.add_output("w"); }),
              Refused(kBadInput, "'w' is made twice"));
  EXPECT_THAT(newer([](Node& node) {
                node.set_op_type("Softmax");
                node.mutable_input()->RemoveLast();
                set_float(node, "axis", 1);
              }),
              Refused(kBadInput, "'axis' is of another type"));
}

/// "scaled" of a domain of the model: x times the attribute "by", in a Constant, or times 3.
OnnxSample function_sample() {
  OnnxSample sample({2});
  auto* function = sample.model().add_functions();
  function->set_domain("own");
  function->set_name("scaled");
  function->add_input("in");
  function->add_output("out");
  function->add_attribute("by");
  auto* opset = function->add_opset_import();
  opset->set_version(13);
  auto* constant = function->add_node();
  constant->set_op_type("Constant");
  constant->add_output("factor");
  auto* value = constant->add_attribute();
  value->set_name("value_float");
  value->set_type(onnx::AttributeProto::FLOAT);
  value->set_ref_attr_name("by");
  auto* mul = function->add_node();
  mul->set_op_type("Mul");
  mul->add_input("in");
  mul->add_input("factor");
  mul->add_output("out");
  auto* imported = sample.model().add_opset_import();
  imported->set_domain("own");
  imported->set_version(1);
  for (const auto& [from, to, by] : {std::tuple{"x", "a", 2.0F}, {"a", "y", 5.0F}}) {
    auto& call = sample.node("scaled", from, to);
    call.set_domain("own");
    set_float(call, "by", by);
  }
  return sample;
}

TEST(OnnxFile, FunctionsAreInlined) {
  EXPECT_THAT(run(function_sample(), {1, 2}), ElementsAre(10, 20));
  auto endless = function_sample();
  auto* call = endless.model().mutable_functions(0)->mutable_node(1);
  call->set_op_type("scaled");
  call->set_domain("own");
  call->mutable_input()->RemoveLast();
  EXPECT_THAT(endless.import(), Refused(kBadInput, "'scaled' calls itself"));
  auto other = function_sample();
  other.model().mutable_functions(0)->mutable_opset_import(0)->set_version(12);
  EXPECT_THAT(other.import(), Refused(kUnsupported, "is of opset 12"));
}

class ExternalData : public testing::Test {
 protected:
  ExternalData() {
    std::filesystem::create_directories(folder_ / "model");
    const float values[] = {9, 1, 2, 3, 4};
    write("model/m.data", {reinterpret_cast<const char*>(values), sizeof(values)});
    write("outside.data", {reinterpret_cast<const char*>(values), sizeof(values)});
  }

  void write(const std::string& name, const std::string& bytes) const {
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
  }

  Result<Network> import(const std::string& location, const std::string& offset,
                         const std::string& length) const {
    auto sample = scaled_sample();
    auto* tensor = sample.graph().mutable_initializer(0);
    tensor->clear_raw_data();
    tensor->set_data_location(onnx::TensorProto::EXTERNAL);
    for (const auto& [key, value] :
         {std::pair{"location", location}, {"offset", offset}, {"length", length}}) {
      auto* entry = tensor->add_external_data();
      entry->set_key(key);
      entry->set_value(value);
    }
    write("model/m.onnx", sample.bytes());
    return import_onnx(folder_ / "model/m.onnx");
  }

  test::Folder folder_;
};

TEST_F(ExternalData, IsReadFromBesideTheModel) {
  const auto network = import("m.data", "4", "16");
  ASSERT_TRUE(network.has_value()) << render(network.error());
  EXPECT_THAT(evaluate(*network, std::vector<double>{1, 1}), ElementsAre(4, 6));
}

TEST_F(ExternalData, StaysWithinTheFolder) {
  std::filesystem::create_symlink("../outside.data", folder_ / "model/link");
  for (const std::string location :
       {"../outside.data", "/etc/hostname", "", "link", "none.data", ".", "sub/../m.data"}) {
    EXPECT_FALSE(import(location, "4", "16").has_value()) << location;
    EXPECT_EQ(import(location, "4", "16").error().code, kBadInput) << location;
  }
}

TEST_F(ExternalData, StaysWithinTheFile) {
  EXPECT_THAT(import("m.data", "8", "16"), Refused(kBadInput, "keeps 16 bytes at 8"));
  EXPECT_THAT(import("m.data", "99", "0"), Refused(kBadInput, "which has 20"));
  EXPECT_THAT(import("m.data", "-1", "16"), Refused(kBadInput, "constant 'w'"));
  EXPECT_THAT(import("m.data", "0", "18446744073709551615"),
              Refused(kBadInput, "constant 'w'"));
  EXPECT_THAT(import("m.data", "4", "12"), Refused(kBadInput, "does not"));
}

TEST_F(ExternalData, HasNoFolderWhereTheModelIsBytes) {
  auto sample = scaled_sample();
  sample.graph().mutable_initializer(0)->set_data_location(onnx::TensorProto::EXTERNAL);
  EXPECT_THAT(sample.import(), Refused(kUnsupported, "outside the model file"));
}

TEST(OnnxFile, ShortFloats) {
  EXPECT_EQ(from_float16(0x3C00), 1);
  EXPECT_EQ(from_float16(0xC500), -5);
  EXPECT_EQ(from_float16(0x0001), 0x1p-24);
  EXPECT_TRUE(std::isinf(from_float16(0x7C00)));
  EXPECT_EQ(from_bfloat16(0xBFC0), -1.5);
  EXPECT_EQ(rounded_to_float16(1 + 0x1p-11), 1);
  EXPECT_EQ(rounded_to_float16(1 + 3 * 0x1p-11), 1 + 0x1p-9);
  EXPECT_TRUE(std::isinf(rounded_to_float16(65520)));
  EXPECT_EQ(rounded_to_bfloat16(1 + 0x1p-7), 1 + 0x1p-7);
  auto sample = scaled_sample();
  auto* tensor = sample.graph().mutable_initializer(0);
  tensor->clear_raw_data();
  tensor->set_data_type(onnx::TensorProto::FLOAT16);
  for (const int bits : {0x3C00, 0x4000, 0x4200, 0x4400}) tensor->add_int32_data(bits);
  onnx::NodeProto cast;
  cast.set_op_type("Cast");
  cast.add_input("w");
  cast.add_output("wide");
  set_int(cast, "to", onnx::TensorProto::FLOAT);
  sample.graph().mutable_node(0)->set_input(1, "wide");
  *sample.graph().add_node() = cast;
  sample.graph().mutable_node()->SwapElements(0, 1);
  EXPECT_THAT(run(sample, {1, 1}), ElementsAre(4, 6));
}

TEST(OnnxFile, SparseWeights) {
  OnnxSample sample({3});
  auto* sparse = sample.graph().add_sparse_initializer();
  sparse->add_dims(3);
  sparse->add_dims(1);
  auto* values = sparse->mutable_values();
  values->set_name("w");
  values->set_data_type(onnx::TensorProto::FLOAT);
  values->add_dims(2);
  values->add_float_data(5);
  values->add_float_data(7);
  auto* indices = sparse->mutable_indices();
  indices->set_data_type(onnx::TensorProto::INT64);
  indices->add_dims(2);
  indices->add_int64_data(0);
  indices->add_int64_data(2);
  sample.node("MatMul", "x w", "y");
  EXPECT_THAT(run(sample, {1, 10, 100}), ElementsAre(705));
}

OnnxSample quantised_sample() {
  OnnxSample sample({3});
  sample.constant("s", {}, {0.5F});
  auto* zero = sample.graph().add_initializer();
  zero->set_name("z");
  zero->set_data_type(onnx::TensorProto::INT8);
  zero->add_int32_data(-8);
  return sample;
}

/// (-128 + 8) / 2 to (127 + 8) / 2.
TEST(OnnxFile, QuantisedActivationsSaturateAndAreNotRounded) {
  auto sample = quantised_sample();
  sample.node("QuantizeLinear", "x s z", "q");
  sample.node("DequantizeLinear", "q s z", "y");
  EXPECT_THAT(run(sample, {1000, -1000, 1.2}), ElementsAre(67.5, -60, DoubleNear(1.2, 1e-12)));
  auto alone = quantised_sample();
  alone.node("QuantizeLinear", "x s z", "y");
  EXPECT_THAT(alone.import(), Refused(kUnsupported, "output 'y': is quantised"));
}

/// Integers that are moved or compared, between what makes them and what they stand for.
TEST(OnnxFile, QuantisedActivationsPassPoolsAndPads) {
  OnnxSample sample({1, 1, 3});
  sample.constant("s", {}, {0.5F});
  auto* zero = sample.graph().add_initializer();
  zero->set_name("z");
  zero->set_data_type(onnx::TensorProto::INT8);
  zero->add_int32_data(-8);
  auto* value = sample.graph().add_initializer();
  *value = *zero;
  value->set_name("value");
  value->set_int32_data(0, -6);  // stands for 1
  sample.shape("pads", {0, 0, 0, 1, 0, 0, 0, 0});
  sample.node("QuantizeLinear", "x s z", "q");
  sample.node("Pad", "q pads value", "p");
  set_ints(sample.node("MaxPool", "p", "m"), "kernel_shape", {1, 2});
  sample.node("DequantizeLinear", "m s z", "y");
  EXPECT_THAT(run(sample, {-3, 2, 100}), ElementsAre(1, 2, 67.5));
  auto& last = *sample.graph().mutable_node(3);
  last.set_op_type("Max");
  last.mutable_input()->RemoveLast();
  last.set_input(1, "z");
  EXPECT_THAT(sample.import(), Refused(kUnsupported, "it compares quantised integers"));
}

TEST(OnnxFile, IntegersMayBeComparedBeforeACast) {
  OnnxSample sample({2});
  for (auto* value : {sample.graph().mutable_input(0), sample.graph().mutable_output(0)}) {
    value->mutable_type()->mutable_tensor_type()->set_elem_type(onnx::TensorProto::INT32);
  }
  auto* five = sample.graph().add_initializer();
  five->set_name("five");
  five->set_data_type(onnx::TensorProto::INT32);
  five->add_int32_data(5);
  sample.node("Max", "x five", "y");
  EXPECT_THAT(run(sample, {3, 9}), ElementsAre(5, 9));
  sample.graph().mutable_node(0)->set_op_type("Add");
  EXPECT_THAT(sample.import(), Refused(kUnsupported, "it works on integers"));
}

TEST(OnnxFile, ScalesMayDifferByChannel) {
  OnnxSample sample({2, 2});
  sample.graph().mutable_input(0)->mutable_type()->mutable_tensor_type()->set_elem_type(
      onnx::TensorProto::UINT8);
  sample.constant("s", {2}, {0.5F, 4});
  auto* zeros = sample.graph().add_initializer();
  zeros->set_name("z");
  zeros->set_data_type(onnx::TensorProto::UINT8);
  zeros->add_dims(2);
  zeros->add_int32_data(10);
  zeros->add_int32_data(1);
  set_int(sample.node("DequantizeLinear", "x s z", "y"), "axis", 1);
  EXPECT_THAT(run(sample, {10, 12, 1, 3}), ElementsAre(0, 1, 0, 8));
}

TEST(OnnxFile, IntegerInputsAreCastOrRefused) {
  OnnxSample sample({2});
  sample.graph().mutable_input(0)->mutable_type()->mutable_tensor_type()->set_elem_type(
      onnx::TensorProto::UINT8);
  set_int(sample.node("Cast", "x", "r"), "to", onnx::TensorProto::FLOAT);
  sample.constant("c", {}, {255});
  sample.node("Div", "r c", "y");
  EXPECT_THAT(run(sample, {255, 51}), ElementsAre(1, DoubleNear(0.2, 1e-12)));
  sample.graph().mutable_node(1)->set_input(0, "x");
  EXPECT_FALSE(sample.import().has_value());
}

TEST(OnnxFile, SeveralInputsAreOneRecord) {
  OnnxSample sample({1, 2, 2});
  onnx::ValueInfoProto table;
  table.set_name("table");
  auto* type = table.mutable_type()->mutable_tensor_type();
  type->set_elem_type(onnx::TensorProto::FLOAT);
  type->mutable_shape()->add_dim()->set_dim_param("N");
  type->mutable_shape()->add_dim()->set_dim_value(3);
  *sample.graph().add_input() = table;
  sample.node("GlobalMaxPool", "x", "g");
  sample.node("Flatten", "g", "f");
  set_int(sample.node("Concat", "table f", "y"), "axis", 1);
  EXPECT_THAT(run(sample, {1, 4, 2, 3, 10, 20, 30}), ElementsAre(10, 20, 30, 4));
  const auto facts = sample.import()->facts;
  ASSERT_EQ(facts.inputs.size(), 2U);
  EXPECT_EQ(facts.inputs[1].name, "table");
  EXPECT_THAT(facts.inputs[0].shape, ElementsAre(1, 2, 2));
  EXPECT_THAT(facts.output_shape, ElementsAre(4));
}

TEST(OnnxFile, OneOfSeveralOutputsIsChosen) {
  auto sample = scaled_sample();
  sample.node("Relu", "y", "z");
  add_output(sample, "z");
  EXPECT_THAT(sample.import(), Refused(kUnsupported, "has 2 outputs"));
  ImportOptions options;
  for (const char* name : {"y", "z"}) {
    options.output = name;
    const auto network = parse_onnx(sample.bytes(), "m", options);
    ASSERT_TRUE(network.has_value()) << render(network.error());
    EXPECT_EQ(network->facts.output, name);
  }
  options.output = "none";
  EXPECT_THAT(parse_onnx(sample.bytes(), "m", options),
              Refused(kBadInput, "has no output 'none'; it has 'y', 'z'"));
}

OnnxSample classifier_sample(const std::vector<float>& coefficients, const std::string& post,
                             const std::vector<std::string>& classes) {
  OnnxSample sample({2});
  auto* opset = sample.model().add_opset_import();
  opset->set_domain("ai.onnx.ml");
  opset->set_version(1);
  auto& node = sample.node("LinearClassifier", "x", "label");
  node.set_domain("ai.onnx.ml");
  node.add_output("scores");
  set_floats(node, "coefficients", coefficients);
  set_texts(node, "classlabels_strings", classes);
  set_text(node, "post_transform", post);
  auto& norm = sample.node("Normalizer", "scores", "p");
  norm.set_domain("ai.onnx.ml");
  set_text(norm, "norm", "L1");
  auto& map = sample.node("ZipMap", "p", "y");
  map.set_domain("ai.onnx.ml");
  set_texts(map, "classlabels_strings", classes);
  add_output(sample, "label");
  return sample;
}

TEST(OnnxFile, ClassifiersOfScikitLearn) {
  const auto binary = classifier_sample({-1, -2, 1, 2}, "LOGISTIC", {"no", "yes"});
  EXPECT_THAT(run(binary, {1, 10}), ElementsAre(21));
  const auto facts = binary.import()->facts;
  EXPECT_EQ(facts.output, "y");
  EXPECT_EQ(facts.ending, NetworkEnding::kSigmoid);
  EXPECT_THAT(facts.class_names, ElementsAre("no", "yes"));
  EXPECT_THAT(facts.output_shape, ElementsAre(1));

  const auto three = classifier_sample({1, 0, 0, 1, 1, 1}, "SOFTMAX", {"a", "b", "c"});
  EXPECT_THAT(run(three, {1, 10}), ElementsAre(1, 10, 11));
  EXPECT_EQ(three.import()->facts.ending, NetworkEnding::kSoftmax);

  // One against the rest: the sigmoids' shares are no softmax, the label is theirs.
  const auto rest = classifier_sample({1, 0, 0, 1, 1, 1}, "LOGISTIC", {"a", "b", "c"});
  EXPECT_EQ(rest.import()->facts.ending, NetworkEnding::kShares);
  EXPECT_FALSE(rest.import()->ends_in_argmax);
}

TEST(OnnxFile, LabelsOfSeveralFindingsAreTheirSigmoids) {
  OnnxSample sample({2});
  auto* opset = sample.model().add_opset_import();
  opset->set_domain("ai.onnx.ml");
  opset->set_version(1);
  sample.node("Relu", "x", "r");
  sample.node("Sigmoid", "r", "p");
  auto& binarizer = sample.node("Binarizer", "p", "b");
  binarizer.set_domain("ai.onnx.ml");
  set_float(binarizer, "threshold", 0.5F);
  set_int(sample.node("Cast", "b", "y"), "to", onnx::TensorProto::INT64);
  add_output(sample, "p");
  EXPECT_THAT(run(sample, {1, -10}), ElementsAre(1, 0));
  const auto facts = sample.import()->facts;
  EXPECT_EQ(facts.ending, NetworkEnding::kSigmoid);
  EXPECT_EQ(facts.output, "p");
}

TEST(OnnxFile, BothProbabilitiesOfOneSigmoid) {
  OnnxSample sample({2});
  sample.constant("w", {2, 1}, {1, 2}).constant("one", {1}, {1});
  sample.node("MatMul", "x w", "m");
  sample.node("Sigmoid", "m", "p");
  sample.node("Sub", "one p", "n");
  set_int(sample.node("Concat", "n p", "y"), "axis", 1);
  EXPECT_THAT(run(sample, {1, 10}), ElementsAre(21));
  EXPECT_EQ(sample.import()->facts.ending, NetworkEnding::kSigmoid);
  set_int(sample.node("ArgMax", "y", "l"), "axis", 1);
  sample.shape("classes", {3, 7}).node("Gather", "classes l", "name");
  add_output(sample, "name");
  EXPECT_EQ(sample.import()->facts.output, "y");
  EXPECT_THAT(sample.import()->facts.class_names, ElementsAre("3", "7"));
}

TEST(OnnxFile, MapsEndInASoftmaxOfTheirChannels) {
  OnnxSample sample({2, 1, 2});
  set_int(sample.node("Softmax", "x", "y"), "axis", 1);
  const auto network = sample.import();
  ASSERT_TRUE(network.has_value()) << render(network.error());
  EXPECT_EQ(network->facts.ending, NetworkEnding::kSoftmax);
  EXPECT_EQ(network->facts.class_axis, 0U);
  EXPECT_THAT(network->facts.output_shape, ElementsAre(2, 1, 2));
  EXPECT_FALSE(network->ends_in_argmax);
}

TEST(OnnxFile, NormalFormKeepsTheFacts) {
  const auto as_read = parse_onnx(scaled_sample().bytes(), "m");
  ASSERT_TRUE(as_read.has_value());
  const auto form = compilable(*as_read, "m");
  ASSERT_TRUE(form.has_value());
  EXPECT_EQ(form->facts.inputs.size(), 1U);
  EXPECT_EQ(form->facts.inputs.front().name, "x");
  EXPECT_EQ(form->facts.output, "y");
}

TEST(OnnxFile, StatisticsAsOutputsTellOfTraining) {
  OnnxSample sample({2});
  sample.constant("s", {2}, {1, 1});
  auto& norm = sample.node("BatchNormalization", "x s s s s", "y");
  for (const char* output : {"mean", "var", "saved_mean", "saved_var"}) {
    norm.add_output(output);
  }
  EXPECT_THAT(sample.import(), Refused(kUnsupported, "training mode"));
}

TEST(OnnxFile, MetadataIsKeptWithinBounds) {
  auto sample = scaled_sample();
  for (int i = 0; i < 100; ++i) {
    auto* entry = sample.model().add_metadata_props();
    entry->set_key("key" + std::to_string(100 + i));
    entry->set_value(i == 1 ? std::string(5000, 'x') : "value");
  }
  const auto metadata = sample.import()->facts.metadata;
  EXPECT_EQ(metadata.size(), 64U);
  EXPECT_EQ(metadata.at("key100"), "value");
  EXPECT_EQ(metadata.count("key101"), 0U);
}

TEST(OnnxFile, ShapesThatAreGivenFitTheFile) {
  OnnxSample sample({1, 0, 2});
  sample.node("GlobalMaxPool", "x", "y");
  EXPECT_THAT(sample.import(), Refused(kUnsupported, "leaves a dimension open"));
  ImportOptions options;
  options.input_shapes["x"] = {1, 3, 2};
  EXPECT_EQ(parse_onnx(sample.bytes(), "m", options)->features, 6U);
  options.input_shapes["x"] = {1, 3, 4};
  EXPECT_THAT(parse_onnx(sample.bytes(), "m", options), Refused(kBadInput, "dimension 3 is 2"));
  options.input_shapes["x"] = {3, 4};
  EXPECT_THAT(parse_onnx(sample.bytes(), "m", options), Refused(kBadInput, "3 dimensions"));
  options.input_shapes = {{"other", {1}}};
  EXPECT_FALSE(parse_onnx(sample.bytes(), "m", options).has_value());
}

}  // namespace
}  // namespace medisc
