#include "protocol/gates/linear_run.hpp"

#include <random>

#include <gtest/gtest.h>

#include "dealer/deal_linear.hpp"
#include "tests/protocol/recording_link.hpp"
#include "tests/ring/numbered_seed.hpp"

namespace medisc::test {
namespace {

template <class Word>
class LinearLayer : public testing::Test {};

using Rings = testing::Types<std::uint32_t, std::uint64_t>;
TYPED_TEST_SUITE(LinearLayer, Rings);

template <RingWord Word>
std::vector<Word> random_words(std::size_t count, std::mt19937_64& random) {
  std::vector<Word> words(count);
  for (Word& word : words) word = static_cast<Word>(random());
  return words;
}

/// What the service makes of a message that comes in these pieces; `read`, of each, how many
/// bits it has read once that is there.
template <RingWord Word>
std::vector<Word> served(const LinearGate& gate, const LinearMaterial<Word>& material,
                         std::span<const Word> x1, const std::vector<Bytes>& pieces,
                         std::vector<std::size_t>* read = nullptr) {
  RecordingLink link;
  LinearMemory<Word> memory;
  std::vector<Word> y(material.v.size(), 99);
  const auto serve = [&]() -> Task<void> {
    co_await link.receive();
    co_await linear_as_service<Word>(link, gate, material, x1, memory, y);
    link.leave();
  };
  auto task = serve();
  Trampoline trampoline;
  task.start(trampoline);
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    link.deliver(pieces[i], i + 1 == pieces.size());
    if (read != nullptr) read->push_back(link.in().position());
  }
  EXPECT_TRUE(task.done());
  task.result();
  return y;
}

/// y0 + y1 = W (x0 + x1) + b mod 2^width over a batch, every bundle with masks of its own.
template <RingWord Word>
void expect_exact(const DenseStep& dense, std::size_t batch, bool shared_input) {
  std::mt19937_64 random(dense.width);
  const auto matrix = random_words<Word>(std::size_t{dense.inputs} * dense.outputs, random);
  const auto bias = random_words<Word>(dense.outputs, random);
  const auto x0 = random_words<Word>(batch * dense.inputs, random);
  const auto x1 = random_words<Word>(shared_input ? x0.size() : 0, random);

  const std::vector<Word> a1 = weight_mask<Word>(numbered_seed(0), 1, dense);
  std::vector<Word> masked(matrix.size());
  for (std::size_t i = 0; i < masked.size(); ++i) {
    masked[i] = static_cast<Word>(matrix[i] - a1[i]);
  }
  const auto a1_map = linear_map<Word>(dense, a1, WeightRange::kFull);
  const auto masked_map = linear_map<Word>(dense, masked, WeightRange::kFull);
  const auto map = linear_map<Word>(dense, matrix, WeightRange::kFull);
  LinearMaterial<Word> material{&map, bias, {}};
  std::vector<Word> u;
  std::vector<Word> y0;
  for (std::size_t b = 0; b < batch; ++b) {
    const Seed seed = numbered_seed(1 + b);
    BitWriter dealt;
    deal_linear<Word>(dense, 1, a1_map, seed, dealt);
    const Bytes corrections = dealt.take();
    std::vector<Word> v(dense.outputs);
    BitReader(corrections).words<Word>(v, dense.width);
    material.v.insert(material.v.end(), v.begin(), v.end());

    const std::vector<Word> own_u = input_mask<Word>(seed, 1, dense);
    const std::vector<Word> a2 = output_share<Word>(seed, 1, dense);
    const std::vector<Word> share = offline_share<Word>(dense, masked_map, own_u, a2);
    u.insert(u.end(), own_u.begin(), own_u.end());
    y0.insert(y0.end(), share.begin(), share.end());
  }

  RecordingLink hospital;
  LinearMemory<Word> hospital_memory;
  auto sending = linear_as_hospital<Word>(hospital, dense, x0, u, hospital_memory);
  Trampoline trampoline;
  sending.start(trampoline);
  sending.result();
  EXPECT_EQ(hospital.out().bits(), batch * dense.inputs * dense.width);
  hospital.flush();
  const std::vector<Word> y1 = served<Word>(dense, material, x1, hospital.sent);

  const Word mask = width_mask<Word>(dense.width);
  for (std::size_t b = 0; b < batch; ++b) {
    for (std::size_t o = 0; o < dense.outputs; ++o) {
      std::uint64_t expected = bias[o];
      for (std::size_t i = 0; i < dense.inputs; ++i) {
        const std::size_t at = b * dense.inputs + i;
        const std::uint64_t x = std::uint64_t{x0[at]} + (shared_input ? x1[at] : Word{0});
        expected += matrix[o * dense.inputs + i] * x;
      }
      const std::size_t at = b * dense.outputs + o;
      ASSERT_EQ(static_cast<Word>(y0[at] + y1[at]) & mask, static_cast<Word>(expected) & mask);
      ASSERT_LE(y0[at], mask);
      ASSERT_LE(y1[at], mask);
    }
  }
}

TYPED_TEST(LinearLayer, IsExactAtEveryWidth) {
  for (std::uint32_t width = 2; width <= kRingBits<TypeParam>; ++width) {
    SCOPED_TRACE(width);
    expect_exact<TypeParam>({7, 5, width}, 3, true);
    expect_exact<TypeParam>({7, 5, width}, 3, false);
  }
}

TYPED_TEST(LinearLayer, IsExactAtEdgeShapes) {
  for (const std::uint32_t inputs : {1U, 64U}) {
    for (const std::uint32_t outputs : {1U, 65U}) {
      expect_exact<TypeParam>({inputs, outputs, kRingBits<TypeParam>}, 1, true);
    }
  }
}

/// A layer of several pieces, sent and multiplied piece by piece, against the message as one.
template <RingWord Word>
void expect_same_in_pieces(const LinearGate& gate, std::size_t batch, WeightRange range) {
  std::mt19937_64 random(batch);
  std::vector<Word> weights = random_words<Word>(gate.weights, random);
  if (range == WeightRange::kShort) {
    for (Word& w : weights) w = to_word<Word>(static_cast<std::int16_t>(w));
  }
  const auto map = linear_map<Word>(gate, weights, range);
  const auto bias = random_words<Word>(gate.biases, random);
  const LinearMaterial<Word> material{&map, bias,
                                      random_words<Word>(batch * gate.outputs, random)};
  const auto x0 = random_words<Word>(batch * gate.inputs, random);
  const auto x1 = random_words<Word>(x0.size(), random);
  const auto u = random_words<Word>(x0.size(), random);

  RecordingLink hospital;
  LinearMemory<Word> memory;
  auto sending = linear_as_hospital<Word>(hospital, gate, x0, u, memory);
  Trampoline trampoline;
  sending.start(trampoline);
  sending.result();
  hospital.flush();
  EXPECT_GT(hospital.sent.size(), 1U);
  Bytes message;
  for (const Bytes& piece : hospital.sent) {
    message.insert(message.end(), piece.begin(), piece.end());
  }
  const std::vector<Word> whole = served<Word>(gate, material, x1, {message});
  std::vector<std::size_t> read;
  EXPECT_EQ(served<Word>(gate, material, x1, hospital.sent, &read), whole);
  EXPECT_GT(read[read.size() - 2], 0U);  // before the last piece was there

  std::vector<Bytes> uneven;
  for (std::size_t first = 0; first < message.size();) {
    const std::size_t count =
        std::min<std::size_t>(1 + random() % 9000, message.size() - first);
    const auto from = message.begin() + static_cast<std::ptrdiff_t>(first);
    uneven.emplace_back(from, from + static_cast<std::ptrdiff_t>(count));
    first += count;
  }
  EXPECT_EQ(served<Word>(gate, material, x1, uneven), whole);
}

/// An odd number of channels: pairs of them, and one that is left.
ConvStep wide_layer(std::uint32_t groups, std::uint32_t width) {
  const std::uint32_t channels = groups == 1 ? 33 : 32;
  return {Image{channels, 48, 48}, Image{4, 24, 24}, Window{3, 3, 2, 2, 1, 1, 1, 1}, groups,
          width};
}

TYPED_TEST(LinearLayer, IsMultipliedAsItComes) {
  for (const std::uint32_t width : {kRingBits<TypeParam> - 1, kRingBits<TypeParam>}) {
    for (const WeightRange range : {WeightRange::kFull, WeightRange::kShort}) {
      expect_same_in_pieces<TypeParam>(wide_layer(1, width), 1, range);
      expect_same_in_pieces<TypeParam>(wide_layer(1, width), 2, range);
      expect_same_in_pieces<TypeParam>(DenseStep{5000, 3, width}, 41, range);
    }
  }
}

/// Groups, and a lone record of a dense layer, are multiplied once they are whole.
TYPED_TEST(LinearLayer, WaitsForWhatDoesNotAddUp) {
  const std::uint32_t width = kRingBits<TypeParam>;
  for (const LinearGate& gate :
       {LinearGate(wide_layer(2, width)), LinearGate(DenseStep{100'000, 3, width})}) {
    std::mt19937_64 random(5);
    const auto weights = random_words<TypeParam>(gate.weights, random);
    const auto map = linear_map<TypeParam>(gate, weights, WeightRange::kFull);
    const auto bias = random_words<TypeParam>(gate.biases, random);
    const LinearMaterial<TypeParam> material{&map, bias,
                                             random_words<TypeParam>(gate.outputs, random)};
    BitWriter out;
    const auto x = random_words<TypeParam>(gate.inputs, random);
    out.words<TypeParam>(x, width);
    const Bytes message = out.take();
    const auto half = message.begin() + static_cast<std::ptrdiff_t>(message.size() / 2);
    std::vector<std::size_t> read;
    const std::vector<Bytes> halves{{message.begin(), half}, {half, message.end()}};
    const auto y = served<TypeParam>(gate, material, {}, halves, &read);
    EXPECT_EQ(read.front(), 0U);
    EXPECT_EQ(y, served<TypeParam>(gate, material, {}, {message}));
  }
}

TYPED_TEST(LinearLayer, RefusesAMessageThatEndsTooEarly) {
  const LinearGate gate = wide_layer(1, kRingBits<TypeParam>);
  const LinearMap<TypeParam> map =
      linear_map<TypeParam>(gate, std::vector<TypeParam>(gate.weights), WeightRange::kFull);
  const std::vector<TypeParam> bias(gate.biases);
  const LinearMaterial<TypeParam> material{&map, bias, std::vector<TypeParam>(gate.outputs)};
  const Bytes whole(gate.inputs * sizeof(TypeParam));
  for (const std::size_t bytes : {std::size_t{1}, whole.size() / 2, whole.size() - 1}) {
    const Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(bytes));
    const Error error = failure_of([&] { (void)served<TypeParam>(gate, material, {}, {cut}); });
    EXPECT_EQ(error.code, ErrorCode::kProtocol) << bytes;
    EXPECT_NE(error.context.find("shorter than the plan"), std::string::npos) << bytes;
  }
}

}  // namespace
}  // namespace medisc::test
