#include "records/npy.hpp"

#include <cmath>
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

TEST(Npy, VersionsTwoAndThree) {
  for (const char version : {'\x02', '\x03'}) {
    const std::string header = npy_header("|u1", "(1,)");
    std::string bytes("\x93NUMPY", 6);
    bytes += {version, '\0', static_cast<char>(header.size())};
    bytes += std::string(3, '\0') + header + "A";
    EXPECT_THAT(parse_npy(bytes, "a")->values, ElementsAre(65));
  }
}

template <class T>
std::vector<double> values_of(const std::string& descr, const std::vector<T>& values) {
  const std::string shape = "(" + std::to_string(values.size()) + ",)";
  const auto array = parse_npy(npy_bytes(npy_header(descr, shape), raw(values)), "a");
  return array ? array->values : std::vector<double>{};
}

TEST(Npy, EveryInteger) {
  EXPECT_THAT(values_of<std::int8_t>("|i1", {-128, 127}), ElementsAre(-128, 127));
  EXPECT_THAT(values_of<std::int16_t>("<i2", {-32768, 5}), ElementsAre(-32768, 5));
  EXPECT_THAT(values_of<std::uint16_t>("<u2", {65535}), ElementsAre(65535));
  EXPECT_THAT(values_of<std::uint32_t>("<u4", {4294967295U}), ElementsAre(4294967295.0));
  EXPECT_THAT(values_of<std::uint64_t>("<u8", {std::uint64_t{1} << 53}), ElementsAre(0x1p53));
  EXPECT_THAT(values_of<std::uint64_t>("<u8", {~std::uint64_t{0}}), IsEmpty());
  EXPECT_THAT(values_of<std::int64_t>("<i8", {INT64_MIN}), IsEmpty());
  EXPECT_THAT(values_of<std::uint8_t>("|b1", {0, 1, 2}), ElementsAre(0, 1, 1));
  EXPECT_THAT(values_of<std::uint8_t>("?", {1}), ElementsAre(1));
}

TEST(Npy, HalfPrecision) {
  // 1, -2, 65504, 2^-24, 0.333251953125, infinity
  EXPECT_THAT(values_of<std::uint16_t>("<f2", {0x3C00, 0xC000, 0x7BFF, 0x0001, 0x3555, 0x7C00}),
              ElementsAre(1, -2, 65504, 0x1p-24, 0.333251953125, INFINITY));
}

TEST(Npy, BigEndian) {
  EXPECT_THAT(values_of<std::uint8_t>(">i2", {}), IsEmpty());
  const auto array = parse_npy(
      npy_bytes(npy_header(">i2", "(2,)"), raw<std::uint8_t>({0x01, 0x02, 0xFF, 0xFE})), "a");
  EXPECT_THAT(array->values, ElementsAre(258, -2));
  const auto doubles = parse_npy(
      npy_bytes(npy_header(">f8", "(1,)"), raw<std::uint8_t>({0x3F, 0xF8, 0, 0, 0, 0, 0, 0})),
      "a");
  EXPECT_THAT(doubles->values, ElementsAre(1.5));
}

TEST(Npy, FortranOrder) {
  // numpy.arange(12).reshape(2, 3, 2), column major.
  const auto array =
      parse_npy(npy_bytes("{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3, 2)}",
                          raw<std::uint8_t>({0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11})),
                "a");
  EXPECT_THAT(array->values, ElementsAre(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11));
}

TEST(Npy, Texts) {
  const auto bytes =
      parse_npy(npy_bytes(npy_header("|S3", "(2,)"), std::string("ab\0cde", 6)), "a");
  EXPECT_EQ(bytes->kind, ElementKind::kText);
  EXPECT_THAT(bytes->texts, ElementsAre("ab", "cde"));
  const auto utf32 =
      parse_npy(npy_bytes(npy_header("<U2", "(1,)"), raw<std::uint32_t>({0xE4, 'b'})), "a");
  EXPECT_THAT(utf32->texts, ElementsAre("\xC3\xA4"
                                        "b"));
}

TEST(Npy, Structures) {
  const std::string header =
      "{'descr': [('id', '|S2'), ('', '|V1'), ('age', '<u2')], 'fortran_order': False, "
      "'shape': (2,)}";
  const auto array = parse_npy(npy_bytes(header, std::string("p1.\x32\0p2.\x01\x01", 10)), "a");
  ASSERT_TRUE(array.has_value()) << render(array.error());
  ASSERT_EQ(array->fields.size(), 2U);
  EXPECT_THAT(array->fields[0].texts, ElementsAre("p1", "p2"));
  EXPECT_EQ(array->fields[1].name, "age");
  EXPECT_THAT(array->fields[1].values, ElementsAre(50, 257));
  EXPECT_THAT(parse_npy(npy_bytes(header, std::string(11, 'x')), "a"),
              refused("2 elements of 5"));
}

TEST(Npy, ObjectsAndPicklesAreNotOpened) {
  EXPECT_THAT(parse_npy(npy_bytes(npy_header("|O", "(1,)"), "\x80\x03N."), "a"),
              refused("Python objects"));
  EXPECT_THAT(parse_npy("\x80\x04\x95J.numpy", "a"), refused("a Python pickle"));
  EXPECT_THAT(parse_npy("PK\x03\x04 and more", "a"), refused("zip archive"));
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
  version[6] = 4;
  EXPECT_THAT(parse_npy(version, "a"), refused("version 4.0"));
  EXPECT_THAT(with("<f16", "(1,)"), refused("not IEEE 754"));
  EXPECT_THAT(with("<c8", "(2,)"), refused("complex"));
  EXPECT_THAT(with("<M8[s]", "(2,)"), refused("dates"));
  EXPECT_THAT(with("|V4", "(4,)"), refused("bytes without a type"));
  EXPECT_THAT(with("<U0", "(4,)"), refused("texts without a letter"));
  EXPECT_THAT(with("<i3", "(4,)"), refused("not supported"));
  EXPECT_THAT(with("<f4", "2, 2"), refused("malformed"));
  EXPECT_THAT(with("<f4", "(2, 3)"), refused("asks for 6 elements of 4"));
  EXPECT_THAT(with("<f4", "(2, 1)"), refused("asks for 2 elements of 4"));
  EXPECT_THAT(with("<f4", "(18446744073709551615, 2)"), refused("cut short"));
  EXPECT_THAT(with("<f4", "(4294967296, 4294967296)"), refused("cut short"));
  std::string ones = "(";
  for (int i = 0; i < 33; ++i) ones += "1, ";
  EXPECT_THAT(with("<f4", ones + ")"), refused("32 dimensions"));
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
