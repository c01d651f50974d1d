#include "tests/compiler/test_networks.hpp"

#include <cmath>

#include "compiler/folding.hpp"

namespace medisc {
namespace {

const Image kInput{2, 6, 6};

Image out_of(const Image& in, std::uint32_t channels, const Window& window) {
  return {channels, window.output_height(in), window.output_width(in)};
}

std::uint32_t size_of(const Image& image) {
  return static_cast<std::uint32_t>(image.size());
}

std::vector<double> random_values(std::size_t count, double deviation, std::mt19937& random) {
  std::normal_distribution<double> value(0.0, deviation);
  std::vector<double> values(count);
  for (double& v : values) v = value(random);
  return values;
}

}  // namespace

Dense random_dense(std::uint32_t inputs, std::uint32_t outputs, std::mt19937& random) {
  const double deviation = 1.0 / std::sqrt(inputs);
  return {inputs, outputs, random_values(std::size_t{inputs} * outputs, deviation, random),
          random_values(outputs, deviation, random)};
}

Conv random_conv(const Image& in, std::uint32_t channels, const Window& window,
                 std::uint32_t groups, std::mt19937& random) {
  const std::size_t terms =
      std::size_t{in.channels} / groups * window.kernel_height * window.kernel_width;
  const double deviation = 1.0 / std::sqrt(terms);
  return {in,
          out_of(in, channels, window),
          window,
          groups,
          random_values(terms * channels, deviation, random),
          random_values(channels, deviation, random)};
}

Window square(std::uint32_t kernel, std::uint32_t stride, std::uint32_t pad) {
  return {kernel, kernel, stride, stride, pad, pad, pad, pad, 1, 1};
}

std::vector<NamedNetwork> random_image_networks(std::mt19937& random) {
  const Image six{4, 6, 6};
  const Image three{4, 3, 3};
  const Conv first = random_conv(kInput, 4, square(3, 1, 1), 1, random);
  const auto conv = [&](const Image& in, std::uint32_t channels, const Window& window,
                        std::uint32_t groups) {
    return random_conv(in, channels, window, groups, random);
  };
  Window dilated = square(3, 1, 2);
  dilated.dilation_height = dilated.dilation_width = 2;
  const Window uneven{2, 3, 1, 2, 1, 0, 0, 1, 1, 1};
  const Image odd = out_of(six, 3, uneven);
  return {
      {"average-pools",
       {72,
        {{"c1", first},
         {"r1", relu(144)},
         {"p1", SumPool{six, three, square(2, 2), 4}},
         {"c2", conv(three, 4, square(2), 1)},
         {"r2", relu(16)},
         {"p2", SumPool{{4, 2, 2}, {4, 1, 1}, square(2), 4}},
         {"fc", random_dense(4, 3, random)}}}},
      {"max-pools",
       {72,
        {{"c1", first},
         {"p1", MaxPool{six, three, square(3, 2, 1)}},
         {"r1", relu(36)},
         {"c2", conv(three, 4, dilated, 2)},
         {"p2", MaxPool{three, {4, 1, 1}, square(3)}},
         {"fc", random_dense(4, 3, random)}}}},
      {"residual",
       {72,
        {{"c1", first},
         {"r1", relu(144)},
         {"c2", conv(six, 4, square(3, 1, 1), 4)},
         {"a1", Sum{144, {1, 1}}, {3, 2}},
         {"r2", relu(144)},
         {"c3", conv(six, 4, square(1), 1)},
         {"a2", Sum{144, {1, 1}}, {5, 6}},
         {"r3", relu(144)},
         {"p1", SumPool{six, three, square(2, 2), 4}},
         {"fc", random_dense(36, 3, random)}}}},
      {"concat",
       {72,
        {{"c1", first},
         {"r1", relu(144)},
         {"c2", conv(six, 3, uneven, 1), {2}},
         {"m1", MaxPool{six, {4, 6, 3}, {2, 3, 1, 2, 1, 0, 0, 1, 1, 1}}, {2}},
         {"j", Concat{{size_of(odd), 72}}, {3, 4}},
         {"r2", relu(size_of(odd) + 72)},
         {"fc", random_dense(size_of(odd) + 72, 3, random)}}}},
      {"ends-with-a-pool",
       {72,
        {{"c1", first},
         {"r1", relu(144)},
         {"c2", conv(six, 2, square(3), 1)},
         {"p", SumPool{{2, 4, 4}, {2, 1, 1}, square(4), 16}}}}},
  };
}

std::vector<NamedNetwork> hospital_blocks(std::mt19937& random) {
  const Image record{3, 32, 32};
  const auto of = [&](std::uint32_t channels) {
    return Image{channels, 16, 16};
  };
  const auto conv = [&](std::uint32_t from, std::uint32_t to, std::uint32_t kernel,
                        std::uint32_t groups = 1) {
    return random_conv(of(from), to, square(kernel, 1, kernel / 2), groups, random);
  };
  const auto clip6 = [&](std::uint32_t channels) {
    return clip(channels * 256, 0, 6);
  };
  /// Normalised channels of sizes that lie far apart.
  const auto norm = [&](std::uint32_t channels) {
    Affine affine{channels * 256, {}, {}};
    for (std::uint32_t c = 0; c < channels; ++c) {
      affine.scale.push_back(std::exp2(static_cast<double>(c % 5) - 2));
      affine.shift.push_back(c % 3 - 1.0);
    }
    return diagonal(affine);
  };
  const auto with_ends = [&](std::vector<Layer> block, std::uint32_t channels) {
    std::vector<Layer> layers{{"first", random_conv(record, 8, square(3, 2, 1), 1, random)},
                              {"relu", relu(8 * 256)}};
    for (Layer& layer : block) layers.push_back(std::move(layer));
    layers.push_back({"pool", SumPool{of(channels), {channels, 1, 1}, square(16), 256}});
    layers.push_back({"fc", random_dense(channels, 5, random)});
    return Network{static_cast<std::uint32_t>(record.size()), std::move(layers)};
  };
  return {
      {"bottleneck", with_ends({{"reduce", conv(8, 4, 1)},
                                {"r1", relu(4 * 256)},
                                {"middle", conv(4, 4, 3)},
                                {"r2", relu(4 * 256)},
                                {"expand", conv(4, 8, 1)},
                                {"add", Sum{8 * 256, {1, 1}}, {2, 7}},
                                {"r3", relu(8 * 256)}},
                               8)},
      {"inverted-residual", with_ends({{"project", conv(8, 4, 1)},
                                       {"expand", conv(4, 12, 1)},
                                       {"r1", clip6(12)},
                                       {"depthwise", conv(12, 12, 3, 12)},
                                       {"r2", clip6(12)},
                                       {"project2", conv(12, 4, 1)},
                                       {"add", Sum{4 * 256, {1, 1}}, {3, 8}},
                                       {"last", conv(4, 8, 1)},
                                       {"r3", clip6(8)}},
                                      8)},
      {"fire", with_ends({{"squeeze", conv(8, 4, 1)},
                          {"r1", relu(4 * 256)},
                          {"expand1", conv(4, 6, 1), {4}},
                          {"r2", relu(6 * 256)},
                          {"expand3", conv(4, 6, 3), {4}},
                          {"r3", relu(6 * 256)},
                          {"join", Concat{{6 * 256, 6 * 256}}, {6, 8}}},
                         12)},
      {"dense", with_ends({{"conv1", conv(8, 4, 3)},
                           {"join1", Concat{{8 * 256, 4 * 256}}, {2, 3}},
                           {"norm1", norm(12)},
                           {"r1", relu(12 * 256)},
                           {"conv2", conv(12, 4, 3)},
                           {"join2", Concat{{8 * 256, 4 * 256, 4 * 256}}, {2, 3, 7}},
                           {"norm2", norm(16)},
                           {"r2", relu(16 * 256)}},
                          16)},
  };
}

std::vector<double> random_image(bool corner, std::mt19937& random) {
  std::uniform_real_distribution<double> inside(-1, 1);
  std::vector<double> image(72);
  for (double& x : image) {
    x = inside(random);
    if (corner) x = std::copysign(1.0, x);
  }
  return image;
}

}  // namespace medisc
