#include "records/npy.hpp"

#include <random>

#include <gmock/gmock.h>

#include "tests/plan/refused.hpp"
#include "tests/records/npy_sample.hpp"
#include "tests/records/scratch_file.hpp"

namespace medisc {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string kSample =
    npy_bytes(npy_header("<f4", "(2, 2)"), raw<float>({1.5F, -2, 0.25F, 4}));

auto refused(const char* text) {
  return Refused(ErrorCode::kBadInput, text);
}

TEST(Npy, ReadsEachType) {
  EXPECT_THAT(parse_npy(kSample, "a")->values, ElementsAre(1.5, -2, 0.25, 4));
  EXPECT_THAT(parse_npy(kSample, "a")->shape, ElementsAre(2, 2));
  EXPECT_THAT(parse_npy(npy_bytes(npy_header("<f8", "(1,)"), raw<double>({0.1})), "a")->values,
              ElementsAre(0.1));
  EXPECT_THAT(
      parse_npy(npy_bytes(npy_header("<i4", "(1,)"), raw<std::int32_t>({-7})), "a")->values,
      ElementsAre(-7));
  EXPECT_THAT(
      parse_npy(npy_bytes(npy_header("<i8", "(1,)"), raw<std::int64_t>({-9})), "a")->values,
      ElementsAre(-9));
  EXPECT_THAT(
      parse_npy(npy_bytes(npy_header("|u1", "(2,)"), raw<std::uint8_t>({0, 255})), "a")->values,
      ElementsAre(0, 255));
}

TEST(Npy, ScalarsAndEmptyArrays) {
  EXPECT_THAT(parse_npy(npy_bytes(npy_header("<f8", "()"), raw<double>({3})), "a")->values,
              ElementsAre(3));
  EXPECT_THAT(parse_npy(npy_bytes(npy_header("<f4", "(0, 3)"), ""), "a")->values, IsEmpty());
}

TEST(Npy, VersionTwo) {
  const std::string header = npy_header("|u1", "(1,)");
  std::string bytes("\x93NUMPY\x02\x00", 8);
  bytes += static_cast<char>(header.size());
  bytes += std::string(3, '\0') + header + "A";
  EXPECT_THAT(parse_npy(bytes, "a")->values, ElementsAre(65));
}

TEST(Npy, EveryTruncationIsRefused) {
  for (std::size_t length = 0; length < kSample.size(); ++length) {
    EXPECT_THAT(parse_npy(std::string_view(kSample).substr(0, length), "a.npy"),
                refused("a.npy: "));
  }
  EXPECT_THAT(parse_npy(kSample + "x", "a"), refused("17 bytes of values"));
}

TEST(Npy, RefusesEachField) {
  const auto with = [](const std::string& descr, const std::string& shape) {
    return parse_npy(npy_bytes(npy_header(descr, shape), std::string(16, '\0')), "a");
  };
  EXPECT_THAT(parse_npy("hello, this is no array", "a"), refused("does not begin"));
  std::string version = kSample;
  version[6] = 3;
  EXPECT_THAT(parse_npy(version, "a"), refused("version 3.0"));
  EXPECT_THAT(with(">f4", "(2, 2)"), refused("element type"));
  EXPECT_THAT(with("<f2", "(2, 4)"), refused("element type"));
  EXPECT_THAT(with("<f4", "2, 2"), refused("malformed"));
  EXPECT_THAT(with("<f4", "(2, 3)"), refused("asks for 24"));
  EXPECT_THAT(with("<f4", "(2, 1)"), refused("asks for 8"));
  EXPECT_THAT(with("<f4", "(18446744073709551615, 2)"), refused("cut short"));
  EXPECT_THAT(with("<f4", "(4294967296, 4294967296)"), refused("cut short"));
  std::string ones = "(";
  for (int i = 0; i < 33; ++i) ones += "1, ";
  EXPECT_THAT(with("<f4", ones + ")"), refused("32 dimensions"));
  EXPECT_THAT(parse_npy(npy_bytes("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 2)}",
                                  std::string(16, '\0')),
                        "a"),
              refused("Fortran order"));
  EXPECT_THAT(parse_npy(npy_bytes(npy_header("<i8", "(1,)"),
                                  raw<std::int64_t>({(std::int64_t{1} << 53) + 2})),
                        "a"),
              refused("beyond 2^53"));
}

TEST(Npy, DamagedBytesNeverCrash) {
  std::mt19937 random(5);
  for (int round = 0; round < 20000; ++round) {
    std::string bytes = kSample;
    for (int i = 0; i < 3; ++i) bytes[random() % bytes.size()] = static_cast<char>(random());
    const auto array = parse_npy(bytes, "a");
    EXPECT_TRUE(!array || array->values.size() <= 16);
  }
}

TEST(Npy, ReadsAFile) {
  EXPECT_THAT(read_npy(ScratchFile("a.npy", kSample).path())->shape, ElementsAre(2, 2));
  EXPECT_THAT(read_npy("/nowhere/a.npy"), refused("/nowhere/a.npy"));
}

}  // namespace
}  // namespace medisc
