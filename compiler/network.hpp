/// A trained network in floating point: a graph of layers.
///
/// Tensor 0 is the record, tensor i + 1 the result of layer i; all are flat lists of numbers,
/// images in channels x height x width order. A layer reads earlier tensors only.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "compiler/activation.hpp"
#include "compiler/smooth.hpp"
#include "plan/plan.hpp"

namespace medisc {

/// y = W x + b. `matrix` is [outputs][inputs], row major; `bias` has `outputs` entries.
struct Dense {
  std::uint32_t inputs = 0;
  std::uint32_t outputs = 0;
  std::vector<double> matrix;
  std::vector<double> bias;
};

/// A convolution, zeros around the image. `matrix` is [out.channels][in.channels / groups]
/// [kernel height][kernel width]; `bias` has one entry a channel of `out`.
struct Conv {
  Image in;
  Image out;
  Window window;
  std::uint32_t groups = 1;
  std::vector<double> matrix;
  std::vector<double> bias;
};

/// y_i = scale x_i + shift, element by element: batch norm, normalisation, constants. Entry k
/// of the lists holds for the k-th of scale.size() equal runs of elements: one entry is for
/// all, one a channel for an image.
struct Affine {
  std::uint32_t size = 0;
  std::vector<double> scale;
  std::vector<double> shift;
};

/// y = the sum over the window / divisor, channel by channel, zeros around the image. An
/// average where the divisor is the window's size.
struct SumPool {
  Image in;
  Image out;
  Window window;
  double divisor = 1;
};

/// y = the maximum over what the window meets of the image, channel by channel.
struct MaxPool {
  Image in;
  Image out;
  Window window;
};

/// y = the sum of factors[i] x_i, plus offset, element by element: residual sums, differences,
/// and what activations are composed of. Unlike the numbers of an Affine these are public, part
/// of the architecture.
struct Sum {
  std::uint32_t size = 0;
  std::vector<double> factors;  ///< one a tensor that it reads
  double offset = 0;
};

/// y = a b, element by element; each element of the second tensor stands for a run of
/// size / runs equal ones.
struct Product {
  std::uint32_t size = 0;
  std::uint32_t runs = 0;
};

/// y = the tensors one after the other; of images, their channels.
struct Concat {
  std::vector<std::uint32_t> sizes;
};

using LayerOp = std::variant<Dense, Activation, Conv, Affine, SumPool, MaxPool, Sum, Concat,
                             Product, Smooth>;

struct Layer {
  std::string name;  ///< the ONNX node it came from; printable, at most 128 bytes
  LayerOp op;
  /// Tensors it reads; none: the result of the layer before (of the first layer: the record).
  std::vector<std::uint32_t> inputs{};

  std::uint32_t outputs() const;  ///< elements of its result
};

/// What stands behind the logits in the file, and is left to who gets them.
enum class NetworkEnding {
  kNone,
  kSoftmax,  ///< LogSoftmax as well
  kSigmoid,
  kLabel,   ///< an ArgMax, or the label of a classifier; of a map, of each pixel
  kShares,  ///< each class's sigmoid, divided by the sum of all: one against the rest
};

/// One input of the file. A record is its inputs one after the other.
struct NetworkInput {
  std::string name;
  std::vector<std::uint32_t> shape{};  ///< of one record
  bool channels_last = false;          ///< an image that the model reads so
};

/// What the file says about its records and results; nothing that a layer computes.
struct NetworkFacts {
  std::vector<NetworkInput> inputs{};
  std::string output{};  ///< its name
  /// Of one record, of the logits; with the classes first where it is known where they stand.
  std::vector<std::uint32_t> output_shape{};
  /// Which axis of the file's own result has the classes: that of its Softmax or ArgMax, or the
  /// channels of its last layer. None: nothing tells.
  std::optional<std::uint32_t> class_axis{};
  bool regresses = false;  ///< it has a LinearRegressor: results are numbers
  NetworkEnding ending = NetworkEnding::kNone;
  std::vector<std::string> class_names{};         ///< of a classifier of ai.onnx.ml
  std::map<std::string, std::string> metadata{};  ///< metadata_props of the model
};

struct Network {
  std::uint32_t features = 0;  ///< elements of one record, flattened
  std::vector<Layer> layers;   ///< the last one gives the logits
  /// The model goes on with the ArgMax of the logits, which is left to who gets them.
  bool ends_in_argmax = false;
  NetworkFacts facts{};

  std::uint32_t outputs() const;  ///< logits; 0 for a network without layers
  std::uint32_t size_of(std::uint32_t tensor) const;
  /// Layer::inputs of a layer, or what stands for none.
  std::vector<std::uint32_t> inputs_of(std::size_t layer) const;
};

/// The layers without weights: what a network is but for those.
Network frame_of(const Network& network);

/// A frame with the weights of a network that has the same linear layers, in the same order.
Network with_weights_of(Network frame, Network network);

/// The result of one layer, in double precision.
std::vector<double> evaluate_layer(const LayerOp& op,
                                   std::vector<const std::vector<double>*> inputs);

/// Every tensor of one record in double precision, from tensor 0 on. `record` has
/// network.features values.
std::vector<std::vector<double>> evaluate_tensors(const Network& network,
                                                  std::span<const double> record);

/// visit(i, tensor i) for each of them, in order; one that no later layer reads is let go.
void visit_tensors(const Network& network, std::span<const double> record,
                   const std::function<void(std::size_t, const std::vector<double>&)>& visit);

/// The logits of one record in double precision.
std::vector<double> evaluate(const Network& network, std::span<const double> record);

}  // namespace medisc
