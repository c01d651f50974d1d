#include <functional>

#include "fuzz/seeds/seeds.hpp"
#include "tests/import/sample.hpp"

namespace medisc::fuzz {
namespace {

/// Small numbers of either sign.
std::vector<float> numbers(std::size_t count) {
  std::vector<float> values;
  for (std::size_t i = 0; i < count; ++i) {
    values.push_back(static_cast<float>(i * 7 % 11) / 8 - 0.5F);
  }
  return values;
}

/// x, channels x height x width, or flat -> `fill` -> y.
void add(Corpora& corpora, const std::string& name, const std::vector<std::int64_t>& record,
         const std::function<void(OnnxSample&)>& fill) {
  OnnxSample sample(record);
  fill(sample);
  corpora.add("onnx", name, sample.bytes());
  if (name == "normalised") corpora.add("normalised_onnx", name, sample.bytes());
}

void add_flat(Corpora& corpora) {
  add(corpora, "gemm", {3}, [](OnnxSample& sample) {
    sample.constant("w", {2, 3}, numbers(6)).constant("b", {2}, numbers(2));
    set_int(sample.node("Gemm", "x w b", "g"), "transB", 1);
    sample.node("Relu", "g", "r");
    sample.constant("v", {2, 2}, numbers(4));
    sample.node("MatMul", "r v", "m");
    set_int(sample.node("Softmax", "m", "y"), "axis", 1);
  });
  add(corpora, "normalised", {3}, [](OnnxSample& sample) {
    sample.constant("mean", {3}, numbers(3)).constant("std", {1, 3}, {1, 2, 4});
    sample.node("Sub", "x mean", "a");
    sample.node("Div", "a std", "b");
    sample.constant("w", {3, 2}, numbers(6));
    sample.node("MatMul", "b w", "m");
    set_int(sample.node("ArgMax", "m", "y"), "axis", 1);
  });
  add(corpora, "activations", {4}, [](OnnxSample& sample) {
    sample.constant("w", {4, 4}, numbers(16)).constant("low", {}, {0}).constant("six", {}, {6});
    sample.constant("slope", {4}, {0.5F, 0.25F, 0, 1});
    sample.node("MatMul", "x w", "a");
    set_float(sample.node("LeakyRelu", "a", "b"), "alpha", 0.125F);
    sample.node("MatMul", "b w", "c");
    sample.node("PRelu", "c slope", "d");
    sample.node("MatMul", "d w", "e");
    sample.node("Clip", "e low six", "f");
    sample.node("Neg", "f", "g");
    sample.node("MatMul", "g w", "h");
    sample.node("Sigmoid", "h", "y");
  });
  add(corpora, "residual", {4}, [](OnnxSample& sample) {
    sample.constant("w", {4, 4}, numbers(16));
    sample.node("MatMul", "x w", "a");
    sample.node("Relu", "a", "b");
    sample.node("MatMul", "b w", "c");
    sample.node("Add", "b c", "d");
    sample.node("Sub", "d a", "e");
    set_int(sample.node("Concat", "d e", "f"), "axis", 1);
    sample.constant("v", {8, 2}, numbers(16));
    sample.node("MatMul", "f v", "y");
  });
}

void add_images(Corpora& corpora) {
  add(corpora, "conv", {2, 4, 4}, [](OnnxSample& sample) {
    sample.constant("k", {4, 1, 3, 3}, numbers(36)).constant("kb", {4}, numbers(4));
    auto& conv = sample.node("Conv", "x k kb", "c");
    set_ints(conv, "pads", {1, 1, 1, 1});
    set_ints(conv, "strides", {1, 2});
    set_int(conv, "group", 2);
    for (const char* name : {"s", "o", "mu", "var"}) sample.constant(name, {4}, {1, 2, 3, 4});
    sample.node("BatchNormalization", "c s o mu var", "n");
    sample.node("Relu", "n", "r");
    auto& pool = sample.node("MaxPool", "r", "p");
    set_ints(pool, "kernel_shape", {2, 2});
    set_ints(pool, "dilations", {1, 1});
    set_int(pool, "ceil_mode", 1);
    sample.node("Flatten", "p", "f");
    sample.constant("w", {24, 2}, numbers(48));
    sample.node("Gemm", "f w", "y");
  });
  add(corpora, "pools", {1, 5, 5}, [](OnnxSample& sample) {
    sample.constant("k", {2, 1, 2, 2}, numbers(8));
    set_text(sample.node("Conv", "x k", "c"), "auto_pad", "SAME_UPPER");
    sample.node("Relu", "c", "r");
    sample.shape("pads", {0, 0, 1, 1, 0, 0, 1, 1});
    sample.node("Pad", "r pads", "q");
    auto& pool = sample.node("AveragePool", "q", "a");
    set_ints(pool, "kernel_shape", {3, 3});
    set_ints(pool, "strides", {2, 2});
    set_int(pool, "count_include_pad", 1);
    sample.node("GlobalAveragePool", "a", "g");
    set_ints(sample.node("Squeeze", "g", "y"), "axes", {2, 3});
  });
  add(corpora, "series", {2, 6}, [](OnnxSample& sample) {
    sample.constant("k", {3, 2, 2}, numbers(12));
    set_ints(sample.node("Conv", "x k", "c"), "dilations", {2});
    sample.node("Relu", "c", "r");
    set_ints(sample.node("ReduceMean", "r", "y"), "axes", {2});
  });
  add(corpora, "channels-last", {4, 4, 2}, [](OnnxSample& sample) {
    set_ints(sample.node("Transpose", "x", "t"), "perm", {0, 3, 1, 2});
    sample.constant("k", {2, 2, 2, 2}, numbers(16));
    sample.node("Conv", "t k", "c");
    sample.node("GlobalMaxPool", "c", "g");
    sample.node("Flatten", "g", "y");
  });
}

void add_normalised(Corpora& corpora) {
  OnnxSample sample({2, 3, 3});
  sample.constant("mean", {2, 1, 1}, {0.5F, 0.25F}).constant("std", {1, 2, 1, 1}, {2, 4});
  sample.node("Sub", "x mean", "a");
  sample.node("Div", "a std", "b");
  sample.constant("k", {1, 2, 2, 2}, numbers(8));
  sample.node("Conv", "b k", "c");
  sample.node("Flatten", "c", "y");
  corpora.add("normalised_onnx", "image", sample.bytes());
}

void add_constants(Corpora& corpora) {
  add(corpora, "shapes", {2, 2, 3}, [](OnnxSample& sample) {
    sample.shape("zero", {0}).shape("one", {1}).shape("rest", {-1}).shape("two", {2});
    sample.node("Shape", "x", "s");
    sample.node("Gather", "s zero", "n");
    set_int(sample.node("Concat", "n rest", "to"), "axis", 0);
    sample.node("Reshape", "x to", "f");
    sample.constant("w", {2, 12}, numbers(24));
    set_ints(sample.node("Transpose", "w", "t"), "perm", {1, 0});
    sample.node("MatMul", "f t", "y");
  });
  add(corpora, "folded", {4}, [](OnnxSample& sample) {
    sample.shape("dims", {4, 2}).shape("from", {0}).shape("to", {2}).shape("axis", {1});
    sample.shape("start", {}).shape("limit", {8}).shape("delta", {1});
    sample.node("ConstantOfShape", "dims", "z");
    sample.constant("w", {4, 4}, numbers(16)).constant("half", {1}, {0.5F});
    sample.node("Slice", "w from to axis", "part");
    sample.node("Mul", "part half", "scaled");
    sample.node("Expand", "half dims", "spread");
    sample.node("Equal", "z spread", "same");
    sample.node("Where", "same z scaled", "chosen");
    sample.node("Add", "chosen spread", "sum");
    set_int(sample.node("Cast", "sum", "weights"), "to", 1);
    sample.node("MatMul", "x weights", "y");
  });
  add(corpora, "unsqueezed", {3}, [](OnnxSample& sample) {
    sample.shape("axes", {2}).constant("w", {3, 1}, numbers(3));
    sample.node("Unsqueeze", "x axes", "u");
    sample.node("Squeeze", "u axes", "v");
    sample.node("Identity", "v", "i");
    sample.node("Dropout", "i", "d");
    sample.node("Sqrt", "w", "root");
    sample.node("Floor", "root", "floor");
    sample.node("MatMul", "d w", "y");
  });
}

}  // namespace

void add_import_seeds(Corpora& corpora) {
  for (const std::string example : {"breast", "diabetes"}) {
    corpora.add("onnx", example, file_text("examples/" + example + "/model.onnx"));
  }
  add_flat(corpora);
  add_images(corpora);
  add_normalised(corpora);
  add_constants(corpora);
}

}  // namespace medisc::fuzz
