#include "tests/fidelity/user_models.hpp"

#include <cmath>
#include <functional>
#include <random>

namespace medisc::test {
namespace {

constexpr std::size_t kSamples = 60;
constexpr std::size_t kOthers = 40;

/// Draws what one model is made of.
class Maker {
 public:
  explicit Maker(unsigned seed) : random_(seed) {}

  double any(double least, double most) {
    return std::uniform_real_distribution<double>(least, most)(random_);
  }
  double normal(double deviation) {
    return std::normal_distribution<double>(0, deviation)(random_);
  }
  std::vector<float> weights(std::size_t count, double deviation) {
    std::vector<float> values(count);
    for (float& value : values) value = static_cast<float>(normal(deviation));
    return values;
  }
  std::vector<double> rows(std::size_t count, std::size_t features,
                           const std::function<double(std::size_t feature)>& value) {
    std::vector<double> rows;
    for (std::size_t i = 0; i < count * features; ++i) rows.push_back(value(i % features));
    return rows;
  }

  /// y = W x + b, with `inputs` weights a row of a size that keeps results about as large.
  void gemm(OnnxSample& onnx, const std::string& x, const std::string& y, std::int64_t inputs,
            std::int64_t outputs, double gain = 1) {
    const double deviation = gain * std::sqrt(2.0 / static_cast<double>(inputs));
    onnx.constant("w_" + y, {outputs, inputs},
                  weights(static_cast<std::size_t>(inputs * outputs), deviation));
    onnx.constant("b_" + y, {outputs}, weights(static_cast<std::size_t>(outputs), 0.1 * gain));
    set_int(onnx.node("Gemm", x + " w_" + y + " b_" + y, y), "transB", 1);
  }

  void conv(OnnxSample& onnx, const std::string& x, const std::string& y, std::int64_t in,
            std::int64_t out, double gain = 1) {
    const double deviation = gain * std::sqrt(2.0 / static_cast<double>(in * 9));
    onnx.constant("w_" + y, {out, in, 3, 3},
                  weights(static_cast<std::size_t>(in * out * 9), deviation));
    onnx.constant("b_" + y, {out}, weights(static_cast<std::size_t>(out), 0.1 * gain));
    set_ints(onnx.node("Conv", x + " w_" + y + " b_" + y, y), "pads", {1, 1, 1, 1});
  }

 private:
  std::mt19937 random_;
};

UserModel table(const std::string& name, std::int64_t features) {
  return {name, OnnxSample({features}), {static_cast<std::uint64_t>(features)}, {}, {}};
}

UserModel image(const std::string& name, std::int64_t channels, std::int64_t side) {
  return {name,
          OnnxSample({channels, side, side}),
          {static_cast<std::uint64_t>(channels), static_cast<std::uint64_t>(side),
           static_cast<std::uint64_t>(side)},
          {},
          {}};
}

void draw(UserModel& model, Maker& maker,
          const std::function<double(std::size_t feature)>& value) {
  std::size_t features = 1;
  for (const std::uint64_t size : model.shape) features *= size;
  model.samples = maker.rows(kSamples, features, value);
  model.others = maker.rows(kOthers, features, value);
}

/// Pixels of a level of their own for each record, and little else: what an average keeps.
void draw_images(UserModel& model, Maker& maker, double least, double most) {
  std::size_t features = 1;
  for (const std::uint64_t size : model.shape) features *= size;
  std::size_t at = 0;
  double level = 0;
  draw(model, maker, [&](std::size_t) {
    if (at++ % features == 0) level = maker.any(0.1, 0.9);
    const double pixel = std::min(std::max(level + maker.normal(0.1), 0.0), 1.0);
    return least + pixel * (most - least);
  });
}

UserModel average_over_a_whole_image() {
  Maker maker(1);
  UserModel model = image("average over a whole image", 1, 48);
  maker.conv(model.onnx, "x", "c", 1, 6, 1.0 / 500);
  model.onnx.node("Relu", "c", "r");
  model.onnx.node("GlobalAveragePool", "r", "p");
  model.onnx.node("Flatten", "p", "f");
  maker.gemm(model.onnx, "f", "y", 6, 3, 100);
  draw_images(model, maker, 0, 1);
  return model;
}

UserModel hounsfield_units() {
  Maker maker(2);
  UserModel model = image("Hounsfield units", 1, 12);
  maker.conv(model.onnx, "x", "c1", 1, 4);
  model.onnx.node("Relu", "c1", "r1");
  maker.conv(model.onnx, "r1", "c2", 4, 4);
  model.onnx.node("Relu", "c2", "r2");
  maker.conv(model.onnx, "r2", "c3", 4, 4);
  model.onnx.node("Relu", "c3", "r3");
  model.onnx.node("Flatten", "r3", "f");
  maker.gemm(model.onnx, "f", "y", 4 * 144, 3);
  draw_images(model, maker, -1024, 2036);
  return model;
}

UserModel normalisation_with_dead_pixels() {
  Maker maker(3);
  UserModel model = table("normalisation with dead pixels", 16);
  std::vector<float> scale(16, 3);
  for (const std::size_t dead : {2, 9}) scale[dead] = 1e7F;
  model.onnx.constant("mean", {16}, std::vector<float>(16, 0.0F));
  model.onnx.constant("scale", {16}, scale);
  model.onnx.node("Sub", "x mean", "centred");
  model.onnx.node("Mul", "centred scale", "n");
  maker.gemm(model.onnx, "n", "h", 16, 12);
  model.onnx.node("Relu", "h", "r");
  maker.gemm(model.onnx, "r", "y", 12, 3);
  draw(model, maker, [&](std::size_t feature) {
    return feature == 2 || feature == 9 ? 0 : maker.any(-1, 1);
  });
  return model;
}

UserModel channels_of_very_different_size() {
  Maker maker(4);
  UserModel model = table("channels of very different size", 8);
  std::vector<float> up;
  std::vector<float> down;
  for (int i = 0; i < 12; ++i) {
    up.push_back(std::ldexp(1.0F, 2 * i - 12));
    down.push_back(std::ldexp(1.0F, 12 - 2 * i));
  }
  model.onnx.constant("up", {12}, up);
  model.onnx.constant("down", {12}, down);
  maker.gemm(model.onnx, "x", "h", 8, 12);
  model.onnx.node("Mul", "h up", "u");
  model.onnx.node("Relu", "u", "r");
  model.onnx.node("Mul", "r down", "d");
  maker.gemm(model.onnx, "d", "y", 12, 4);
  draw(model, maker, [&](std::size_t) { return maker.any(-2, 2); });
  return model;
}

UserModel features_of_very_different_size() {
  Maker maker(5);
  UserModel model = table("features of very different size", 8);
  std::vector<float> scale;
  for (int i = 0; i < 8; ++i) scale.push_back(static_cast<float>(std::pow(10, 3 - i)));
  model.onnx.constant("scale", {8}, scale);
  model.onnx.node("Mul", "x scale", "n");
  maker.gemm(model.onnx, "n", "h", 8, 16);
  model.onnx.node("Relu", "h", "r");
  maker.gemm(model.onnx, "r", "y", 16, 2);
  draw(model, maker, [&](std::size_t feature) {
    return std::pow(10, static_cast<double>(feature) - 3) * maker.any(0, 1);
  });
  return model;
}

UserModel results_that_differ_by_hundredths() {
  Maker maker(6);
  UserModel model = table("results that differ by hundredths", 5);
  maker.gemm(model.onnx, "x", "h1", 5, 20);
  model.onnx.node("Relu", "h1", "r1");
  maker.gemm(model.onnx, "r1", "h2", 20, 20);
  model.onnx.node("Relu", "h2", "r2");
  maker.gemm(model.onnx, "r2", "s", 20, 5, 0.01);
  model.onnx.constant("far", {5}, {7, 7, 7, 7, 7});
  model.onnx.node("Add", "s far", "y");
  draw(model, maker, [&](std::size_t) { return maker.any(0, 1); });
  return model;
}

UserModel raw_pixels() {
  Maker maker(7);
  UserModel model = image("raw pixels", 3, 10);
  maker.conv(model.onnx, "x", "c1", 3, 6, 1.0 / 255);
  model.onnx.node("Relu", "c1", "r1");
  auto& pool = model.onnx.node("AveragePool", "r1", "p");
  set_ints(pool, "kernel_shape", {2, 2});
  set_ints(pool, "strides", {2, 2});
  maker.conv(model.onnx, "p", "c2", 6, 6);
  model.onnx.node("Relu", "c2", "r2");
  model.onnx.node("Flatten", "r2", "f");
  maker.gemm(model.onnx, "f", "y", 6 * 25, 4);
  draw_images(model, maker, 0, 255);
  return model;
}

UserModel one_sigmoid() {
  Maker maker(8);
  UserModel model = table("one sigmoid", 6);
  maker.gemm(model.onnx, "x", "h", 6, 10);
  model.onnx.node("Relu", "h", "r");
  maker.gemm(model.onnx, "r", "logit", 10, 1);
  model.onnx.node("Sigmoid", "logit", "y");
  draw(model, maker, [&](std::size_t) { return maker.normal(1); });
  return model;
}

UserModel many_sigmoids() {
  Maker maker(9);
  UserModel model = table("many sigmoids", 10);
  maker.gemm(model.onnx, "x", "h", 10, 20);
  model.onnx.node("Relu", "h", "r");
  maker.gemm(model.onnx, "r", "logits", 20, 14);
  model.onnx.node("Sigmoid", "logits", "y");
  draw(model, maker, [&](std::size_t) { return maker.normal(1); });
  return model;
}

}  // namespace

std::vector<UserModel> user_models() {
  std::vector<UserModel> models;
  models.push_back(average_over_a_whole_image());
  models.push_back(hounsfield_units());
  models.push_back(normalisation_with_dead_pixels());
  models.push_back(channels_of_very_different_size());
  models.push_back(features_of_very_different_size());
  models.push_back(results_that_differ_by_hundredths());
  models.push_back(raw_pixels());
  models.push_back(one_sigmoid());
  models.push_back(many_sigmoids());
  return models;
}

}  // namespace medisc::test
