// Bodies of several parts, good ones and all kinds of bad ones.
#include "gateway/stow/multipart.hpp"

#include <gmock/gmock.h>

#include "gateway/stow/accepted_type.hpp"
#include "gateway/stow/media_type.hpp"
#include "gateway/stow/multipart_writer.hpp"
#include "tests/error/outcomes.hpp"

namespace medisc::test {
namespace {

using testing::ElementsAre;

std::vector<std::string> bytes_of(std::string_view body, std::string_view boundary = "b") {
  const auto parts = parse_multipart(body, boundary);
  EXPECT_TRUE(succeeded(parts));
  std::vector<std::string> bytes;
  if (!parts) return bytes;
  for (const BodyPart& part : *parts) bytes.emplace_back(part.bytes);
  return bytes;
}

testing::AssertionResult refused(std::string_view body, const std::string& why) {
  return failed(parse_multipart(body, "b"), ErrorCode::kBadInput, why);
}

TEST(Multipart, HasPartsWithHeadersAndBytes) {
  const std::string body =
      "--b\r\nContent-Type: application/dicom\r\nX:\t y \r\n\r\none\r\n"
      "--b\r\n\r\ntwo\r\n\r\n--b--\r\n";
  const auto parts = parse_multipart(body, "b");
  ASSERT_TRUE(succeeded(parts));
  ASSERT_EQ(parts->size(), 2U);
  EXPECT_EQ(parts->at(0).header("content-TYPE"), "application/dicom");
  EXPECT_EQ(parts->at(0).header("x"), "y");
  EXPECT_EQ(parts->at(0).header("z"), std::nullopt);
  EXPECT_EQ(parts->at(0).bytes, "one");
  EXPECT_EQ(parts->at(0).bytes.data(), body.data() + body.find("one")) << "no copies";
  EXPECT_TRUE(parts->at(1).headers.empty());
  EXPECT_EQ(parts->at(1).bytes, "two\r\n");
}

TEST(Multipart, PassesOverPreambleEpilogueAndPadding) {
  EXPECT_THAT(bytes_of("for old\r\nreaders\r\n--b \t\r\n\r\none\r\n--b--  \r\nepilogue --b"),
              ElementsAre("one"));
  EXPECT_THAT(bytes_of("\r\n--b\r\n\r\none\r\n--b--"), ElementsAre("one"));
  EXPECT_THAT(bytes_of("--b--"), ElementsAre());
}

TEST(Multipart, KeepsWhateverBytesAPartHas) {
  const std::string wild("\0\r\r\n-\n--b\r\n-\r\n--a\r\n", 19);
  EXPECT_THAT(bytes_of("--b\r\n\r\n" + wild + "\r\n--b--"), ElementsAre(wild));
  EXPECT_THAT(bytes_of("--b\r\n\r\n\r\n--b\r\n\r\n\r\n\r\n--b--"), ElementsAre("", "\r\n"));
}

TEST(Multipart, IsRefusedWithoutItsDelimiters) {
  EXPECT_TRUE(refused("", "no line with the boundary"));
  EXPECT_TRUE(refused("x--b\r\n\r\none", "no line with the boundary"));
  EXPECT_TRUE(refused("\n--b\n\none\n--b--\n", "no line with the boundary")) << "LF alone";
  EXPECT_TRUE(refused("--b\n\none\n--b--\n", "something else")) << "LF alone";
  EXPECT_TRUE(refused("--b", "ends within a delimiter"));
  EXPECT_TRUE(refused("--b\r\n\r\none", "part 1 of the body has no end"));
  EXPECT_TRUE(refused("--b\r\n\r\none\r\n--b\r\n\r\ntwo", "part 2 of the body has no end"));
  EXPECT_TRUE(refused("--b\r\n\r\none\r\n--b", "part 2 of the body is missing"));
  EXPECT_TRUE(refused("--b\r\n\r\none\r\n--b\r\n", "part 2 of the body ends within"));
}

TEST(Multipart, IsRefusedWhereReadersCouldDiffer) {
  EXPECT_TRUE(refused("--b\r\n\r\none\r\n--bc\r\n\r\ntwo\r\n--b--", "something else"));
  EXPECT_TRUE(refused("--b\r\n\r\none\r\n--b--x", "something else"));
  EXPECT_TRUE(refused("--b\r\nA: x\r\n\r\n--b\r\n\r\none\r\n--b--", "no bytes"));
  EXPECT_TRUE(refused("--b\r\nA: x\r\n--b--", "ends within its headers"));
  EXPECT_TRUE(refused("--b\r\nA: x\r\n y\r\n\r\none\r\n--b--", "folded"));
  EXPECT_TRUE(refused("--b\r\nA: x\r\na: y\r\n\r\none\r\n--b--", "twice"));
  EXPECT_TRUE(refused("--b\r\nA : x\r\n\r\none\r\n--b--", "Name: value"));
  EXPECT_TRUE(refused("--b\r\none\r\n--b--", "Name: value"));
  EXPECT_TRUE(refused("--b\r\nA: x\ny\r\n\r\none\r\n--b--", "control characters"));
  const auto odd = parse_multipart("--a:b\r\nA: x\r\n--a:b\r\n\r\none\r\n--a:b--", "a:b");
  EXPECT_TRUE(failed(odd, ErrorCode::kBadInput, "ends within its headers"));
}

TEST(Multipart, IsBounded) {
  const std::string huge(8u << 10, 'x');
  EXPECT_TRUE(refused("--b\r\nA: " + huge + "\r\n\r\none\r\n--b--", "more than 8192 bytes"));
  EXPECT_TRUE(refused("--b\r\n" + huge + huge, "more than 8192 bytes"));
  std::string many = "--b\r\n";
  for (int i = 0; i < 33; ++i) many += "A" + std::to_string(i) + ": x\r\n";
  EXPECT_TRUE(refused(many + "\r\none\r\n--b--", "more than 32 headers"));
  const std::string two = "--b\r\n\r\none\r\n--b\r\n\r\ntwo\r\n--b--";
  EXPECT_TRUE(succeeded(parse_multipart(two, "b", {2, 100, 1})));
  EXPECT_TRUE(failed(parse_multipart(two, "b", {1, 100, 1}), ErrorCode::kBadInput,
                     "more than 1 parts"));
}

TEST(Multipart, HasABoundaryOfLettersThatMayStandInOne) {
  EXPECT_TRUE(is_boundary("=_a b:c/d?e,f(g)'h+i.j-k"));
  EXPECT_TRUE(is_boundary(std::string(70, 'x')));
  for (const std::string& wrong :
       {std::string(), std::string(71, 'x'), std::string("a "), std::string("a\r\nb"),
        std::string("a;b"), std::string("caf\xc3\xa9")}) {
    EXPECT_FALSE(is_boundary(wrong)) << wrong;
    EXPECT_TRUE(failed(parse_multipart("--b--", wrong), ErrorCode::kBadInput, "boundary"));
  }
}

TEST(MultipartWriter, ChoosesABoundaryThatNoPartHolds) {
  const std::vector<std::string_view> parts{"one\r\n--medisc-part-0\r\n", "medisc-part-1", "",
                                            "\r\n"};
  const MultipartBody body = write_multipart(parts, "application/dicom");
  EXPECT_EQ(body.content_type,
            "multipart/related; type=\"application/dicom\"; boundary=\"medisc-part-2\"");
  const auto read = parse_multipart(body.bytes, "medisc-part-2");
  ASSERT_TRUE(succeeded(read));
  ASSERT_EQ(read->size(), parts.size());
  for (std::size_t i = 0; i < parts.size(); ++i) {
    EXPECT_EQ(read->at(i).bytes, parts[i]);
    EXPECT_EQ(read->at(i).header("Content-Type"), "application/dicom");
  }
}

TEST(MediaType, HasParametersInQuotationMarksOrNot) {
  for (const char* text :
       {"multipart/related; type=\"application/dicom\"; boundary=\"b c\"",
        "Multipart/Related;TYPE=application/dicom;Boundary=\"b\\ c\";",
        "  multipart/related ;\ttype=application/dicom ; boundary=\"b c\" "}) {
    const auto media = parse_media_type(text);
    ASSERT_TRUE(succeeded(media)) << text;
    EXPECT_EQ(media->type, "multipart/related");
    EXPECT_EQ(media->parameter("type"), "application/dicom");
    EXPECT_EQ(media->parameter("boundary"), "b c");
    EXPECT_EQ(media->parameter("start"), std::nullopt);
  }
}

TEST(MediaType, IsRefusedWhereItIsMalformed) {
  const auto fails = [](const std::string& text, const std::string& why) {
    return failed(parse_media_type(text), ErrorCode::kBadInput, why);
  };
  EXPECT_TRUE(fails("", "no type/subtype"));
  EXPECT_TRUE(fails("multipart", "no type/subtype"));
  EXPECT_TRUE(fails("a/b/c", "no type/subtype"));
  EXPECT_TRUE(fails("a/b; c", "no name=value"));
  EXPECT_TRUE(fails("a/b; c d=e", "no name=value"));
  EXPECT_TRUE(fails("a/b; c=", "no value for c"));
  EXPECT_TRUE(fails("a/b; c=\"d", "nothing closes"));
  EXPECT_TRUE(fails("a/b; c=\"d\\", "nothing closes"));
  EXPECT_TRUE(fails("a/b; c=\"d\"e", "behind a value"));
  EXPECT_TRUE(fails("a/b; c=d e", "behind a value"));
  EXPECT_TRUE(fails("a/b; c=d\"e\"", "within the value"));
  EXPECT_TRUE(fails("a/b; c=d; C=e", "c twice"));
  EXPECT_TRUE(fails("a/b; c=\"d\ne\"", "control characters"));
  EXPECT_TRUE(fails("a/b; c=" + std::string(1024, 'd'), "too long"));
  std::string many = "a/b";
  for (int i = 0; i < 17; ++i) many += ";c" + std::to_string(i) + "=d";
  EXPECT_TRUE(fails(many, "too many"));
}

TEST(AcceptedType, IsDicomJsonUnlessSomethingElseIsWanted) {
  EXPECT_EQ(accepted_type({}), "application/dicom+json");
  const auto of = [](const char* text) {
    return accepted_type({{"Accept", text}}).value_or("none");
  };
  EXPECT_EQ(of("application/dicom+json"), "application/dicom+json");
  EXPECT_EQ(of("application/dicom+xml, */*;q=0.1"), "application/dicom+json");
  EXPECT_EQ(of("text/html , APPLICATION/*"), "application/dicom+json");
  EXPECT_EQ(of("application/json"), "application/json");
  EXPECT_EQ(of("application/dicom+xml"), "none");
  EXPECT_EQ(of("application/dicom+xml, application/dicom+json;q=0"), "none");
  EXPECT_EQ(of("nonsense"), "none");
  EXPECT_EQ(accepted_type({{"Accept", "application/dicom+xml"}, {"accept", "*/*"}}),
            "application/dicom+json");
}

}  // namespace
}  // namespace medisc::test
