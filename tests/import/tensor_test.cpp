#include "import/tensor.hpp"

#include <gmock/gmock.h>
#include <onnx/onnx_pb.h>

#include "tests/plan/refused.hpp"

namespace medisc {
namespace {

using testing::ElementsAre;

onnx::TensorProto tensor_of(int type, std::vector<std::int64_t> dims) {
  onnx::TensorProto tensor;
  tensor.set_data_type(type);
  for (const std::int64_t dim : dims) tensor.add_dims(dim);
  return tensor;
}

TEST(OnnxTensor, ReadsEachTypeRawAndTyped) {
  auto floats = tensor_of(onnx::TensorProto::FLOAT, {2});
  floats.add_float_data(1.5F);
  floats.add_float_data(-2);
  EXPECT_THAT(read_tensor(floats, "t")->values, ElementsAre(1.5, -2));

  auto raw = tensor_of(onnx::TensorProto::DOUBLE, {1});
  const double pi = 3.25;
  raw.set_raw_data(&pi, sizeof(pi));
  EXPECT_THAT(read_tensor(raw, "t")->values, ElementsAre(3.25));

  auto ints = tensor_of(onnx::TensorProto::INT32, {1});
  ints.add_int32_data(-7);
  EXPECT_THAT(read_tensor(ints, "t")->values, ElementsAre(-7));

  auto scalar = tensor_of(onnx::TensorProto::INT64, {});
  scalar.add_int64_data(9);
  EXPECT_THAT(read_tensor(scalar, "t")->values, ElementsAre(9));
}

TEST(OnnxTensor, RefusesSizesThatDoNotMatch) {
  auto none = tensor_of(onnx::TensorProto::FLOAT, {2});
  EXPECT_THAT(read_tensor(none, "t"), Refused(ErrorCode::kBadInput, "t does not hold the 2"));
  none.set_raw_data("1234567");
  EXPECT_THAT(read_tensor(none, "t"), Refused(ErrorCode::kBadInput, "t does not hold the 2"));
  none.set_raw_data("12345678");
  none.add_float_data(1);
  EXPECT_THAT(read_tensor(none, "t"), Refused(ErrorCode::kBadInput, "t does not hold the 2"));
}

TEST(OnnxTensor, RefusesDimensionsOutOfRange) {
  EXPECT_THAT(read_tensor(tensor_of(onnx::TensorProto::FLOAT, {-1}), "t"),
              Refused(ErrorCode::kBadInput, "out of range"));
  EXPECT_THAT(read_tensor(tensor_of(onnx::TensorProto::FLOAT, {INT64_MAX}), "t"),
              Refused(ErrorCode::kBadInput, "out of range"));
  EXPECT_THAT(read_tensor(tensor_of(onnx::TensorProto::FLOAT, {1 << 20, 1 << 20}), "t"),
              Refused(ErrorCode::kBadInput, "elements"));
}

TEST(OnnxTensor, Broadcasts) {
  const ConstantTensor column{{2, 1}, {1, 2}};
  const ConstantTensor row{{3}, {1, 2, 3}};
  const ConstantTensor batch{{1, 1, 3}, {1, 2, 3}};
  const std::uint64_t shape[] = {2, 3};
  EXPECT_THAT(*broadcast(column, shape, "c"), ElementsAre(1, 1, 1, 2, 2, 2));
  EXPECT_THAT(*broadcast(row, shape, "c"), ElementsAre(1, 2, 3, 1, 2, 3));
  EXPECT_THAT(*broadcast(batch, shape, "c"), ElementsAre(1, 2, 3, 1, 2, 3));
  EXPECT_THAT(*broadcast(ConstantTensor{{}, {7}}, shape, "c"), ElementsAre(7, 7, 7, 7, 7, 7));
}

TEST(OnnxTensor, RefusesToBroadcastWhatDoesNotFit) {
  const std::uint64_t shape[] = {2, 3};
  const ConstantTensor per_record{{5, 1, 3}, std::vector<double>(15)};
  const ConstantTensor deep{{1, 1, 1, 3}, {1, 2, 3}};
  const ConstantTensor empty{{0}, {}};
  for (const ConstantTensor& constant :
       {per_record, deep, empty, ConstantTensor{{2}, {1, 2}}}) {
    EXPECT_THAT(broadcast(constant, shape, "c"),
                Refused(ErrorCode::kBadInput, "does not fit records of shape 2x3"));
  }
}

TEST(OnnxTensor, ShapeText) {
  const std::uint64_t shape[] = {2, 3};
  EXPECT_EQ(shape_text(shape), "2x3");
  EXPECT_EQ(shape_text({}), "scalar");
}

TEST(OnnxTensor, TakesNoRoomForWhatItOnlyAnnounces) {
  for (const int type : {onnx::TensorProto::FLOAT, onnx::TensorProto::BOOL}) {
    auto announced = tensor_of(type, {1 << 28});
    announced.set_raw_data("1234");
    EXPECT_THAT(read_tensor(announced, "t"), Refused(ErrorCode::kBadInput, "does not hold"));
    announced.clear_raw_data();
    announced.add_float_data(1);
    announced.add_int32_data(1);
    EXPECT_THAT(read_tensor(announced, "t"), Refused(ErrorCode::kBadInput, "does not hold"));
  }
  // 2^62 values of 4 bytes would wrap to none.
  EXPECT_THAT(read_tensor(tensor_of(onnx::TensorProto::FLOAT, {1 << 28, 1 << 28, 64}), "t"),
              Refused(ErrorCode::kBadInput, "more than"));
}

TEST(OnnxTensor, OfNoElementsHasOrdinaryDimensions) {
  const auto none = read_tensor(tensor_of(onnx::TensorProto::FLOAT, {0, 1 << 20, 16}), "t");
  ASSERT_TRUE(none.has_value());
  EXPECT_TRUE(none->values.empty());
  EXPECT_THAT(
      read_tensor(tensor_of(onnx::TensorProto::FLOAT, {0, 1 << 28, 1 << 28, 1 << 28}), "t"),
      Refused(ErrorCode::kBadInput, "more than"));
}

TEST(OnnxTensor, HasSoManyDimensionsAtMost) {
  const std::vector<std::int64_t> ones(kMaxRank, 1);
  auto one = tensor_of(onnx::TensorProto::FLOAT, ones);
  one.add_float_data(1);
  EXPECT_TRUE(read_tensor(one, "t").has_value());
  one.add_dims(1);
  EXPECT_THAT(read_tensor(one, "t"), Refused(ErrorCode::kUnsupported, "dimensions"));
}

}  // namespace
}  // namespace medisc
