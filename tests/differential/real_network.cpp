#include "tests/differential/real_network.hpp"

#include <cmath>
#include <numeric>
#include <utility>

#include "tests/differential/random_window.hpp"

namespace medisc::test {
namespace {

constexpr std::uint64_t kMostElements = 250;
constexpr std::uint64_t kMostWeights = 5000;

class RealNetworkMaker {
 public:
  explicit RealNetworkMaker(Chance& chance) : chance_(chance) {
    const bool flat = chance_.one_in(3);
    const Image record =
        flat ? Image{chance_.pick(1, 24)}
             : Image{chance_.pick(1, 3), chance_.pick(1, 8), chance_.pick(1, 8)};
    drawn_.record = record;
    drawn_.network.features = static_cast<std::uint32_t>(record.size());
    images_.push_back(record);
    gain_ = chance_.one_of({0.02, 0.5, 1.0, 1.0, 2.0, 10.0});
  }

  RealNetwork make() {
    for (std::uint32_t layers = chance_.one_in(4) ? chance_.pick(8, 14) : chance_.pick(1, 8);
         layers > 0;) {
      if (add_layer()) --layers;
    }
    const bool ends_as_it_is = chance_.one_in(4);
    if (!ends_as_it_is) {
      // Now and then more classes than fit a small factor between distinct logits.
      add_dense(chance_.one_in(12) ? chance_.pick(20, 300) : chance_.pick(1, 6));
    }
    return std::move(drawn_);
  }

 private:
  bool add_layer() {
    switch (chance_.pick(0, 13)) {
      case 0:
      case 1:
      case 2:
        return add_conv();
      case 3:
        return add_dense(chance_.pick(1, 20));
      case 4:
      case 5:
      case 6:
        return add(any_activation(size_of(last_image())), {last()}, last_image());
      case 7:
        return add_max_pool();
      case 8:
        return add_sum_pool();
      case 9:
      case 10:
        return add_sum();
      case 11:
        return add_concat();
      case 12:
        return add_product();
      default:
        return add_affine();
    }
  }

  std::uint32_t last() const { return static_cast<std::uint32_t>(images_.size()) - 1; }
  const Image& last_image() const { return images_.back(); }
  std::uint32_t any_tensor() { return chance_.one_in(5) ? chance_.pick(0, last()) : last(); }
  static std::uint32_t size_of(const Image& image) {
    return static_cast<std::uint32_t>(image.size());
  }

  template <class Op>
  bool add(Op op, std::vector<std::uint32_t> inputs, const Image& result) {
    const std::string name = "layer" + std::to_string(images_.size());
    drawn_.network.layers.push_back({name, std::move(op), std::move(inputs)});
    images_.push_back(result);
    return true;
  }

  /// Weights of a layer of `terms` products a result: around 1 / sqrt(terms), some rows
  /// nothing.
  std::vector<double> matrix(std::size_t count, std::size_t terms) {
    const double size =
        gain_ * chance_.one_of({0.3, 1.0, 1.7}) / std::sqrt(static_cast<double>(terms));
    std::vector<double> values(count);
    const bool sparse = chance_.one_in(8);
    for (double& v : values) {
      v = sparse && !chance_.one_in(4) ? 0.0 : chance_.real(-size, size);
    }
    return values;
  }

  std::vector<double> bias(std::size_t count) {
    const double size = chance_.one_of({0.0, 0.1, 1.0, 1.0, 30.0});
    std::vector<double> values(count);
    for (double& v : values) v = chance_.real(-size, size);
    return values;
  }

  bool add_dense(std::uint32_t outputs) {
    const std::uint32_t tensor = any_tensor();
    const std::uint32_t inputs = size_of(images_[tensor]);
    if (std::uint64_t{inputs} * outputs > kMostWeights) return false;
    return add(
        Dense{inputs, outputs, matrix(std::size_t{inputs} * outputs, inputs), bias(outputs)},
        {tensor}, {outputs});
  }

  bool add_conv() {
    const std::uint32_t tensor = any_tensor();
    const Image in = images_[tensor];
    if (in.height * in.width == 1 && !chance_.one_in(4)) return false;
    const Window window = random_window(in, Border::kAny, chance_);
    std::uint32_t groups = 1;
    if (chance_.one_in(3)) groups = std::gcd(in.channels, chance_.pick(1, in.channels));
    const Image out = result_of(window, in, groups * chance_.pick(1, groups == 1 ? 5 : 2));
    const std::size_t terms =
        std::size_t{in.channels} / groups * window.kernel_height * window.kernel_width;
    if (out.size() > kMostElements || terms * out.channels > kMostWeights) return false;
    Conv conv{in, out, window, groups, matrix(terms * out.channels, terms), bias(out.channels)};
    return add(std::move(conv), {tensor}, out);
  }

  /// Mostly a ReLU; clips, leaky ones, and any that bends in a few places.
  Activation any_activation(std::uint32_t size) {
    if (chance_.one_in(2)) return relu(size);
    if (chance_.one_in(3)) return clip(size, chance_.real(-2, 0), chance_.real(0.1, 6));
    if (chance_.one_in(3)) return {size, 0.25, 0, {{0, 0.75}}};
    Activation any{size, chance_.real(-1, 1), chance_.real(-1, 1), {}};
    double at = chance_.real(-2, 0);
    for (std::uint32_t bends = chance_.pick(1, 4); bends > 0; --bends) {
      any.bends.push_back({at, chance_.real(-1, 1)});
      at += chance_.real(0.1, 2);
    }
    return any;
  }

  /// Of two tensors, both cut to the bits of an activation, as import/products.hpp has it.
  bool add_product() {
    const std::uint32_t other = chance_.pick(0, last());
    const Image many = last_image();
    const std::uint32_t runs = size_of(images_[other]);
    if (size_of(many) % runs != 0 || last() == 0) return false;
    const std::uint32_t first = last();
    add(identity_activation(size_of(many)), {first}, many);
    add(identity_activation(runs), {other}, images_[other]);
    add(Product{size_of(many), runs}, {last() - 1, last()}, many);
    return add(identity_activation(size_of(many)), {last()}, many);
  }

  bool add_max_pool() {
    const Window window = random_window(last_image(), Border::kSeen, chance_);
    const Image out = result_of(window, last_image(), last_image().channels);
    return out.size() <= kMostElements &&
           add(MaxPool{last_image(), out, window}, {last()}, out);
  }

  bool add_sum_pool() {
    const Window window = random_window(last_image(), Border::kAny, chance_);
    const Image out = result_of(window, last_image(), last_image().channels);
    if (out.size() > kMostElements) return false;
    const double taps = window.kernel_height * window.kernel_width;
    const double divisor = chance_.one_of({taps, taps, 1.0, 4.0, 5.0});
    return add(SumPool{last_image(), out, window, divisor}, {last()}, out);
  }

  /// Of one to three tensors of one size.
  bool add_sum() {
    Sum sum{size_of(last_image()), {}, 0};
    std::vector<std::uint32_t> inputs{last()};
    for (std::uint32_t more = chance_.pick(0, 2); more > 0; --more) {
      const std::uint32_t tensor = chance_.pick(0, last());
      if (size_of(images_[tensor]) == sum.size) inputs.push_back(tensor);
    }
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      sum.factors.push_back(chance_.one_of({1.0, 1.0, 1.0, -1.0, 0.5, -2.0, 0.1, 3.0}));
    }
    if (chance_.one_in(3)) sum.offset = chance_.one_of({1.0, -2.5, 0.3, 6.0});
    return add(std::move(sum), std::move(inputs), Image{last_image()});
  }

  /// Of two or three images of one height and width.
  bool add_concat() {
    Concat concat{{size_of(last_image())}};
    std::vector<std::uint32_t> inputs{last()};
    Image joined = last_image();
    for (std::uint32_t more = chance_.pick(1, 2); more > 0; --more) {
      const std::uint32_t tensor = chance_.pick(0, last());
      const Image& image = images_[tensor];
      if (image.height != joined.height || image.width != joined.width) continue;
      inputs.push_back(tensor);
      concat.sizes.push_back(size_of(image));
      joined.channels += image.channels;
    }
    return joined.size() <= kMostElements && add(std::move(concat), std::move(inputs), joined);
  }

  /// Of all elements alike, of channels, or of each its own.
  bool add_affine() {
    const std::uint32_t size = size_of(last_image());
    const auto entries = chance_.one_of<std::uint32_t>({1, last_image().channels, size});
    Affine affine{size, {}, {}};
    for (std::uint32_t i = 0; i < entries; ++i) {
      affine.scale.push_back(chance_.one_in(4) ? chance_.real(-2, 2) : chance_.real(0.1, 3));
      affine.shift.push_back(chance_.one_in(2) ? 0.0 : chance_.real(-1, 1));
    }
    return add(std::move(affine), {last()}, Image{last_image()});
  }

  Chance& chance_;
  RealNetwork drawn_;
  std::vector<Image> images_;  ///< the record, then each layer's result
  double gain_ = 1;
};

}  // namespace

RealNetwork real_network(Chance& chance) {
  return RealNetworkMaker(chance).make();
}

}  // namespace medisc::test
