#include "import/signatures.hpp"

#include <algorithm>
#include <iterator>
#include <set>

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include "import/node_context.hpp"
#include "import/tensor.hpp"

namespace medisc {
namespace {

#define MEDISC_WINDOW "auto_pad:s ceil_mode:i dilations:I kernel_shape:I pads:I strides:I "

/// In the order of their names.
constexpr Signature kSignatures[] = {
    {"Abs", 1, 1, "consumed_inputs:I"},
    {"Add", 2, 2, "axis:i broadcast:i consumed_inputs:I"},
    {"ArgMax", 1, 1, "axis:i keepdims:i select_last_index:i"},
    {"ArrayFeatureExtractor", 2, 2, ""},
    {"AveragePool", 1, 1, MEDISC_WINDOW "count_include_pad:i"},
    {"BatchNormalization", 5, 5,
     "consumed_inputs:I epsilon:f is_test:i momentum:f spatial:i training_mode:i"},
    {"Binarizer", 1, 1, "threshold:f"},
    {"Cast", 1, 1, "round_mode:s saturate:i to:i"},
    {"CastLike", 2, 2, "round_mode:s saturate:i"},
    {"Ceil", 1, 1, ""},
    {"Celu", 1, 1, "alpha:f"},
    {"Clip", 1, 3, "consumed_inputs:I max:f min:f"},
    {"Concat", 1, -1, "axis:i"},
    {"Constant", 0, 0,
     "value:t value_float:f value_floats:F value_int:i value_ints:I value_string:s "
     "value_strings:S"},
    {"ConstantOfShape", 1, 1, "value:t"},
    {"Conv", 2, 3, "auto_pad:s dilations:I group:i kernel_shape:I pads:I strides:I"},
    {"ConvTranspose", 2, 3,
     "auto_pad:s dilations:I group:i kernel_shape:I output_padding:I output_shape:I pads:I "
     "strides:I"},
    {"DepthToSpace", 1, 1, "blocksize:i mode:s"},
    {"DequantizeLinear", 2, 3, "axis:i block_size:i output_dtype:i"},
    {"Div", 2, 2, "axis:i broadcast:i consumed_inputs:I"},
    {"Dropout", 1, 3, "consumed_inputs:I is_test:i ratio:f seed:i"},
    {"Elu", 1, 1, "alpha:f consumed_inputs:I"},
    {"Equal", 2, 2, "axis:i broadcast:i"},
    {"Erf", 1, 1, ""},
    {"Exp", 1, 1, "consumed_inputs:I"},
    {"Expand", 2, 2, ""},
    {"FeatureVectorizer", 1, -1, "inputdimensions:I"},
    {"Flatten", 1, 1, "axis:i"},
    {"Floor", 1, 1, ""},
    {"Gather", 2, 2, "axis:i"},
    {"Gelu", 1, 1, "approximate:s"},
    {"Gemm", 2, 3, "alpha:f beta:f broadcast:i transA:i transB:i"},
    {"GlobalAveragePool", 1, 1, ""},
    {"GlobalMaxPool", 1, 1, ""},
    {"HardSigmoid", 1, 1, "alpha:f beta:f consumed_inputs:I"},
    {"HardSwish", 1, 1, ""},
    {"Identity", 1, 1, ""},
    {"LeakyRelu", 1, 1, "alpha:f consumed_inputs:I"},
    {"LinearClassifier", 1, 1,
     "classlabels_ints:I classlabels_strings:S coefficients:F intercepts:F multi_class:i "
     "post_transform:s"},
    {"LinearRegressor", 1, 1, "coefficients:F intercepts:F post_transform:s targets:i"},
    {"LogSoftmax", 1, 1, "axis:i"},
    {"MatMul", 2, 2, ""},
    {"Max", 1, -1, "consumed_inputs:I"},
    {"MaxPool", 1, 1, MEDISC_WINDOW "storage_order:i"},
    {"Mean", 1, -1, "consumed_inputs:I"},
    {"Min", 1, -1, "consumed_inputs:I"},
    {"Mish", 1, 1, ""},
    {"Mul", 2, 2, "axis:i broadcast:i consumed_inputs:I"},
    {"Neg", 1, 1, "consumed_inputs:I"},
    {"Normalizer", 1, 1, "norm:s"},
    {"PRelu", 2, 2, "consumed_inputs:I"},
    {"Pad", 1, 4, "mode:s paddings:I pads:I value:f"},
    {"Pow", 2, 2, "axis:i broadcast:i"},
    {"QuantizeLinear", 2, 3, "axis:i block_size:i output_dtype:i precision:i saturate:i"},
    {"Range", 3, 3, ""},
    {"ReduceMax", 1, 2, "axes:I keepdims:i noop_with_empty_axes:i"},
    {"ReduceMean", 1, 2, "axes:I keepdims:i noop_with_empty_axes:i"},
    {"ReduceMin", 1, 2, "axes:I keepdims:i noop_with_empty_axes:i"},
    {"ReduceSum", 1, 2, "axes:I keepdims:i noop_with_empty_axes:i"},
    {"Relu", 1, 1, "consumed_inputs:I"},
    {"Reshape", 1, 2, "allowzero:i consumed_inputs:I shape:I"},
    {"Resize", 1, 4,
     "antialias:i axes:I coordinate_transformation_mode:s cubic_coeff_a:f exclude_outside:i "
     "extrapolation_value:f keep_aspect_ratio_policy:s mode:s nearest_mode:s"},
    {"Scaler", 1, 1, "offset:F scale:F"},
    {"Selu", 1, 1, "alpha:f consumed_inputs:I gamma:f"},
    {"Shape", 1, 1, "end:i start:i"},
    {"Shrink", 1, 1, "bias:f lambd:f"},
    {"Sigmoid", 1, 1, "consumed_inputs:I"},
    {"Slice", 1, 5, "axes:I ends:I starts:I"},
    {"Softmax", 1, 1, "axis:i"},
    {"Softplus", 1, 1, ""},
    {"Softsign", 1, 1, ""},
    {"SpaceToDepth", 1, 1, "blocksize:i"},
    {"Split", 1, 2, "axis:i num_outputs:i split:I"},
    {"Sqrt", 1, 1, "consumed_inputs:I"},
    {"Squeeze", 1, 2, "axes:I"},
    {"Sub", 2, 2, "axis:i broadcast:i consumed_inputs:I"},
    {"Sum", 1, -1, "consumed_inputs:I"},
    {"Swish", 1, 1, "alpha:f"},
    {"Tanh", 1, 1, "consumed_inputs:I"},
    {"ThresholdedRelu", 1, 1, "alpha:f"},
    {"Tile", 2, 3, ""},
    {"Transpose", 1, 1, "perm:I"},
    {"Unsqueeze", 1, 2, "axes:I"},
    {"Upsample", 1, 2, "height_scale:f mode:s scales:F width_scale:f"},
    {"Where", 3, 3, ""},
    {"ZipMap", 1, 1, "classlabels_int64s:I classlabels_strings:S"},
};

#undef MEDISC_WINDOW

/// The type of an attribute of a signature; 0 for one that it does not have.
char type_in(std::string_view attributes, std::string_view name) {
  while (!attributes.empty()) {
    const std::string_view first = attributes.substr(0, attributes.find(' '));
    const std::size_t colon = first.find(':');
    if (first.substr(0, colon) == name) return first.back();
    attributes.remove_prefix(std::min(first.size() + 1, attributes.size()));
  }
  return 0;
}

char letter_of(const onnx::AttributeProto& attribute) {
  switch (attribute.type()) {
    case onnx::AttributeProto::INT:
      return 'i';
    case onnx::AttributeProto::INTS:
      return 'I';
    case onnx::AttributeProto::FLOAT:
      return 'f';
    case onnx::AttributeProto::FLOATS:
      return 'F';
    case onnx::AttributeProto::STRING:
      return 's';
    case onnx::AttributeProto::STRINGS:
      return 'S';
    case onnx::AttributeProto::TENSOR:
      return 't';
    default:
      return '?';
  }
}

Result<void> check_attributes(const onnx::NodeProto& node, const Signature& signature,
                              const Place& place) {
  std::set<std::string> seen;
  for (const onnx::AttributeProto& attribute : node.attribute()) {
    const std::string name = printable(attribute.name());
    const char wanted = type_in(signature.attributes, attribute.name());
    if (wanted == 0) {
      return place.refuse(fmt::format("its attribute '{}' is not known", name),
                          "export the model with an older opset, 13 to 22");
    }
    if (letter_of(attribute) != wanted) {
      return place.damaged(fmt::format("its attribute '{}' is of another type", name));
    }
    if (!seen.insert(attribute.name()).second) {
      return place.damaged(fmt::format("its attribute '{}' is there twice", name));
    }
  }
  return {};
}

}  // namespace

const Signature* find_signature(std::string_view op) {
  const auto* found = std::ranges::lower_bound(kSignatures, op, {}, &Signature::op);
  return found != std::end(kSignatures) && found->op == op ? found : nullptr;
}

Result<void> check_structure(const onnx::GraphProto& graph, const std::string& file) {
  std::set<std::string> known;
  for (const onnx::ValueInfoProto& input : graph.input()) known.insert(input.name());
  for (const onnx::TensorProto& tensor : graph.initializer()) known.insert(tensor.name());
  for (const auto& tensor : graph.sparse_initializer()) known.insert(tensor.values().name());
  int index = 0;
  for (const onnx::NodeProto& node : graph.node()) {
    const Place place = place_of(node, index++, file);
    const Signature* signature = find_signature(node.op_type());
    if (signature == nullptr) return place.refuse("this op can't be run");
    if (node.input_size() < signature->least_inputs ||
        (signature->most_inputs >= 0 && node.input_size() > signature->most_inputs)) {
      return place.damaged(fmt::format("it has {} inputs", node.input_size()));
    }
    for (const std::string& input : node.input()) {
      if (input.empty() || known.count(input) != 0) continue;
      return place.damaged(
          fmt::format("its input '{}' is not made before it", printable(input)));
    }
    if (node.output_size() == 0 || node.output(0).empty()) {
      return place.damaged("it has no result");
    }
    for (const std::string& output : node.output()) {
      if (output.empty() || known.insert(output).second) continue;
      return place.damaged(fmt::format("'{}' is made twice", printable(output)));
    }
    if (auto fit = check_attributes(node, *signature, place); !fit) return fit;
  }
  return {};
}

}  // namespace medisc
