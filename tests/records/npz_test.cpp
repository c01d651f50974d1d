#include "records/npz.hpp"

#include <random>

#include <gmock/gmock.h>

#include "tests/plan/refused.hpp"
#include "tests/records/npy_sample.hpp"
#include "tests/records/npz_sample.hpp"

namespace medisc {
namespace {

using testing::ElementsAre;

const std::string kArray = npy_bytes(npy_header("<f4", "(2, 2)"), raw<float>({1.5F, -2, 3, 4}));

auto refused(const char* text) {
  return Refused(ErrorCode::kBadInput, text);
}

TEST(Npz, StoredAndDeflated) {
  for (const int compression : {ZIP_CM_STORE, ZIP_CM_DEFLATE}) {
    const auto arrays = parse_npz(
        npz_bytes({{"image.npy", kArray},
                   {"y.npy", npy_bytes(npy_header("|u1", "(2,)"), raw<std::uint8_t>({1, 0}))}},
                  compression),
        "f.npz");
    ASSERT_TRUE(arrays.has_value()) << render(arrays.error());
    ASSERT_EQ(arrays->size(), 2U);
    EXPECT_EQ((*arrays)[0].name, "image");
    EXPECT_THAT((*arrays)[0].array.values, ElementsAre(1.5, -2, 3, 4));
    EXPECT_EQ((*arrays)[1].name, "y");
  }
}

TEST(Npz, WhatIsNoArchiveOfArrays) {
  EXPECT_THAT(parse_npz("no archive", "f.npz"), refused("f.npz: it is no zip archive"));
  EXPECT_THAT(parse_npz(kArray, "f.npz"), refused("no zip archive"));
  EXPECT_THAT(parse_npz(npz_bytes({{"a.txt", "x"}}), "f.npz"), refused("entry 1 is no array"));
  EXPECT_THAT(parse_npz(npz_bytes({{"a.npy", "x"}}), "f.npz"),
              refused("f.npz, array a: it does not begin like a NumPy array"));
  const std::string object = npy_bytes(npy_header("|O", "(1,)"), "\x80\x03N.");
  EXPECT_THAT(parse_npz(npz_bytes({{"a.npy", object}}), "f.npz"), refused("Python objects"));
}

TEST(Npz, OtherCompressionIsRefused) {
  if (zip_compression_method_supported(ZIP_CM_BZIP2, 1) == 0) GTEST_SKIP() << "no bzip2 here";
  EXPECT_THAT(parse_npz(npz_bytes({{"a.npy", kArray}}, ZIP_CM_BZIP2), "f.npz"),
              refused("neither stored nor deflated"));
}

TEST(Npz, BombsAreNotInflated) {
  // 72 MiB of zeros in about 72 KiB.
  const std::string zeros(std::size_t{72} << 20, '\0');
  const auto arrays = parse_npz(
      npz_bytes({{"a.npy", npy_bytes(npy_header("|u1", "(75497472,)"), zeros)}}), "f.npz");
  EXPECT_THAT(arrays, refused("inflates to more"));
}

TEST(Npz, DamagedBytesAreRefusedOrRead) {
  const std::string good = npz_bytes({{"a.npy", kArray}, {"b.npy", kArray}});
  for (std::size_t length = 0; length < good.size(); ++length) {
    EXPECT_FALSE(parse_npz(std::string_view(good).substr(0, length), "f.npz").has_value());
  }
  std::mt19937 random(7);
  for (int round = 0; round < 3000; ++round) {
    std::string bytes = good;
    for (int i = 0; i < 2; ++i) bytes[random() % bytes.size()] = static_cast<char>(random());
    const auto arrays = parse_npz(bytes, "f.npz");
    for (const NamedArray& array : arrays.value_or(std::vector<NamedArray>{})) {
      EXPECT_LE(array.array.values.size(), 16U);
    }
  }
}

}  // namespace
}  // namespace medisc
