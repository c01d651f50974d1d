#include "protocol/slices.hpp"

#include <random>

#include <gtest/gtest.h>

#include "error/error.hpp"
#include "tests/protocol/recording_link.hpp"
#include "tests/ring/scattered_workers.hpp"

namespace medisc::test {
namespace {

constexpr unsigned kWidth = 13;

/// Two rows and an array of residues, in this order.
struct Tensor {
  BitPlanes rows;
  std::vector<std::uint32_t> words;

  explicit Tensor(std::size_t lanes) : rows(2, lanes), words(lanes) {}
  static constexpr std::size_t kBits = 2 + kWidth;
};

Tensor random_tensor(std::size_t lanes) {
  std::mt19937_64 random(lanes);
  Tensor tensor(lanes);
  for (std::uint64_t& word : tensor.rows.words()) word = random();
  for (std::uint32_t& word : tensor.words) word = static_cast<std::uint32_t>(random());
  return tensor;
}

template <class Writer>
void put(const Tensor& tensor, const Slice& slice, Writer& out) {
  out.lanes(slice.row(tensor.rows, 0));
  out.lanes(slice.row(tensor.rows, 1));
  out.template words<std::uint32_t>(slice.of(std::span(tensor.words)), kWidth);
}

TEST(Slices, LieOneAfterTheOtherAndThreadsChangeNothing) {
  for (const std::size_t lanes :
       {std::size_t{1}, std::size_t{24}, std::size_t{63}, kSliceLanes - 1, kSliceLanes,
        kSliceLanes + 8, 3 * kSliceLanes + 1, 5 * kSliceLanes}) {
    for (const std::size_t before : {0U, 3U, 8U, 72U}) {
      SCOPED_TRACE(std::to_string(lanes) + " lanes behind " + std::to_string(before) + " bits");
      const Tensor tensor = random_tensor(lanes);
      const std::vector<std::uint64_t> first{0x5555, 0x77};
      BitWriter whole;
      whole.lanes(first, before);
      for (std::size_t at = 0; at < lanes; at += kSliceLanes) {
        const Slice slice{at, std::min(kSliceLanes, lanes - at)};
        SliceWriter append(whole, slice.lanes);
        put(tensor, slice, append);
      }
      const Bytes expected = whole.take();

      BitWriter out;
      out.lanes(first, before);
      BitReader nothing;
      ScatteredWorkers workers;
      each_slice(
          Slice{0, lanes}, nothing, 0, out, Tensor::kBits, workers,
          [&](const Slice& slice, SliceReader&, SliceWriter& to) { put(tensor, slice, to); });
      ASSERT_EQ(out.bits(), before + lanes * Tensor::kBits);
      const Bytes written = out.take();
      ASSERT_EQ(written, expected);

      Tensor read(lanes);
      BitReader in(written);
      in.seek(before);
      BitWriter none;
      const std::size_t half = lanes / 2 / kSliceLanes * kSliceLanes;
      for (const Slice& part : {Slice{0, half}, Slice{half, lanes - half}}) {
        each_slice(part, in, Tensor::kBits, none, 0, workers,
                   [&](const Slice& slice, SliceReader& from, SliceWriter&) {
                     from.lanes(slice.row(read.rows, 0));
                     from.lanes(slice.row(read.rows, 1));
                     from.words<std::uint32_t>(slice.of(std::span(read.words)), kWidth);
                   });
      }
      in.expect_end();
      for (std::size_t i = 0; i < lanes; ++i) {
        ASSERT_EQ(bit_of(read.rows.row(0), i), bit_of(tensor.rows.row(0), i));
        ASSERT_EQ(bit_of(read.rows.row(1), i), bit_of(tensor.rows.row(1), i));
        ASSERT_EQ(read.words[i], tensor.words[i] & width_mask<std::uint32_t>(kWidth));
      }
    }
  }
}

TEST(Slices, AMessageThatIsTooShortIsRefusedBeforeTheFirst) {
  const Bytes short_by_one(8 * 3 - 1);
  BitReader in(short_by_one);
  BitWriter out;
  bool called = false;
  const Error error = failure_of([&] {
    each_slice(Slice{0, 64}, in, 3, out, 1, this_thread(),
               [&](const Slice&, SliceReader&, SliceWriter&) { called = true; });
  });
  EXPECT_EQ(error.code, ErrorCode::kProtocol);
  EXPECT_FALSE(called);
}

}  // namespace
}  // namespace medisc::test
