// STOW-RS over a real server, as curl and other clients ask it.
#include "gateway/stow/stow_routes.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "gateway/stow/multipart_writer.hpp"
#include "gateway/stow/store_response.hpp"
#include "tests/files/folder.hpp"
#include "tests/gateway/dicom_files.hpp"
#include "tests/gateway/fake_intake.hpp"
#include "tests/gateway/report_objects.hpp"
#include "tests/gateway/served.hpp"

namespace medisc::test {
namespace {

using Json = nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;

struct Answer {
  int status = 0;
  std::string type;
  std::string body;

  Json json() const { return Json::parse(body, nullptr, false); }
};

class StowRoutes : public testing::Test {
 protected:
  /// A file of its own goes out by curl, with these arguments besides.
  Answer post(const std::string& path, const std::string& content_type, const std::string& body,
              const std::string& more = "") const {
    std::ofstream(folder_ / "body", std::ios::binary) << body;
    const std::string said = output_of(
        "curl -s --max-time 20 -w '|%{content_type}|%{http_code}' -H 'Content-Type: " +
        content_type + "' --data-binary @" + (folder_ / "body").string() + " " + more + " '" +
        served_.url(path) + "'");
    const std::size_t last = said.rfind('|');
    const std::size_t first = said.rfind('|', last - 1);
    return {std::stoi(said.substr(last + 1)), said.substr(first + 1, last - first - 1),
            said.substr(0, first)};
  }
  Answer store(const std::vector<std::string>& files, const std::string& path = "/studies",
               const std::string& more = "") const {
    const std::vector<std::string_view> parts(files.begin(), files.end());
    const MultipartBody body = write_multipart(parts, "application/dicom");
    return post("/dicom-web" + path, body.content_type, body.bytes, more);
  }

  FakeIntake intake_;
  GatewayConfig config_;
  Folder folder_;
  Served served_{stow_routes(intake_, config_)};
};

std::string value(const Json& item, const char* tag) {
  return item.at(tag).at("Value").at(0).get<std::string>();
}

int reason(const Json& item) {
  EXPECT_EQ(item.at("00081197").at("vr"), "US");
  return item.at("00081197").at("Value").at(0).get<int>();
}

TEST_F(StowRoutes, StoreEveryPart) {
  const std::string one = dicom_file("1.2.3.1").file;
  const std::string two = dicom_file("1.2.3.2", "1.2.4").file;
  const Answer answer = store({one, two});
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.type, "application/dicom+json");
  const Json items = answer.json().at("00081199").at("Value");
  ASSERT_EQ(items.size(), 2U);
  EXPECT_EQ(value(items[0], "00081150"), kCtImage);
  EXPECT_EQ(value(items[0], "00081155"), "1.2.3.1");
  EXPECT_EQ(value(items[1], "00081155"), "1.2.3.2");
  EXPECT_FALSE(answer.json().contains("00081198"));
  ASSERT_EQ(intake_.arrivals().size(), 2U);
  EXPECT_EQ(intake_.arrivals()[0].file, one);
  EXPECT_EQ(intake_.arrivals()[1].file, two);
  EXPECT_EQ(intake_.arrivals()[0].asker, "ward-3");
  EXPECT_EQ(intake_.arrivals()[0].door, "stow");
  EXPECT_THAT(intake_.gone(), ElementsAre("ward-3"));
}

TEST_F(StowRoutes, SayWhichPartsFailAndGoOn) {
  intake_.refused = {{"1.2.3.1", {ErrorCode::kBusy, "the folder is full", "come again"}},
                     {"1.2.3.2", {ErrorCode::kRefused, "no \"rule\"", ""}}};
  const Answer answer = store({dicom_file("1.2.3.1").file, "no image",
                               dicom_file("1.2.3.2").file, dicom_file("1.2.3.3").file});
  EXPECT_EQ(answer.status, 202);
  const Json response = answer.json();
  const Json failed = response.at("00081198").at("Value");
  ASSERT_EQ(failed.size(), 2U);
  EXPECT_EQ(value(failed[0], "00081155"), "1.2.3.1");
  EXPECT_EQ(reason(failed[0]), 0xA700);
  EXPECT_EQ(value(failed[0], "00090010"), "MEDISC");
  EXPECT_EQ(value(failed[0], "00091001"), "the folder is full (come again)");
  EXPECT_EQ(value(failed[1], "00081150"), kCtImage);
  EXPECT_EQ(reason(failed[1]), 0x0122);
  EXPECT_EQ(value(failed[1], "00091001"), "no \"rule\"");
  const Json others = response.at("0008119A").at("Value");
  ASSERT_EQ(others.size(), 1U);
  EXPECT_EQ(reason(others[0]), 0xC000);
  EXPECT_FALSE(others[0].contains("00081155")) << "nobody knows it";
  EXPECT_EQ(value(response.at("00081199").at("Value")[0], "00081155"), "1.2.3.3");
  EXPECT_THAT(intake_.gone(), ElementsAre("ward-3"));
}

TEST_F(StowRoutes, AreAConflictWhereNothingIsStored) {
  const Answer answer = store({"no image", "nor this"});
  EXPECT_EQ(answer.status, 409);
  EXPECT_EQ(answer.type, "application/dicom+json");
  EXPECT_EQ(answer.json().at("0008119A").at("Value").size(), 2U);
}

TEST_F(StowRoutes, TakeOneStudyWhereThePathNamesIt) {
  const Answer answer = store(
      {dicom_file("1.2.3.1").file, dicom_file("1.2.4.1", "1.2.4").file, "x"}, "/studies/1.2.3");
  EXPECT_EQ(answer.status, 202);
  const Json failed = answer.json().at("00081198").at("Value");
  ASSERT_EQ(failed.size(), 1U);
  EXPECT_EQ(value(failed[0], "00081155"), "1.2.4.1");
  EXPECT_EQ(reason(failed[0]), 0xA900);
  EXPECT_EQ(intake_.arrivals().size(), 1U) << "another study's is not stored";
  EXPECT_EQ(store({dicom_file("1.2.4.1", "1.2.4").file}, "/studies/1.2.3").status, 409);
  EXPECT_EQ(store({dicom_file("1.2.3.1").file}, "/studies/1.02.3").status, 400);
}

TEST_F(StowRoutes, AnswerInJsonAlone) {
  const std::vector<std::string> files{dicom_file("1.2.3.1").file};
  const auto accepting = [&](const std::string& type) {
    return store(files, "/studies", "-H 'Accept: " + type + "'");
  };
  EXPECT_EQ(accepting("application/dicom+json").status, 200);
  EXPECT_EQ(accepting("application/dicom+xml, */*").type, "application/dicom+json");
  EXPECT_EQ(accepting("application/json").type, "application/json");
  const std::size_t before = intake_.arrivals().size();
  EXPECT_EQ(accepting("application/dicom+xml").status, 406);
  EXPECT_EQ(intake_.arrivals().size(), before) << "nothing was stored";
}

TEST_F(StowRoutes, RefuseOtherMediaTypes) {
  const std::string file = dicom_file("1.2.3.1").file;
  const std::string path = "/dicom-web/studies";
  EXPECT_EQ(post(path, "application/dicom", file).status, 415);
  EXPECT_EQ(post(path, "nonsense", file).status, 415);
  EXPECT_EQ(post(path, "multipart/form-data; boundary=b", "--b--").status, 415);
  EXPECT_EQ(post(path, "multipart/related; boundary=b", "--b--").status, 415);
  const Answer metadata =
      post(path, "multipart/related; type=\"application/dicom+json\"; boundary=b", "--b--");
  EXPECT_EQ(metadata.status, 415);
  EXPECT_THAT(metadata.body, HasSubstr("application/dicom"));
  EXPECT_EQ(store({file}, "/studies", "-H 'Content-Encoding: gzip'").status, 415);
  EXPECT_TRUE(intake_.arrivals().empty());
}

TEST_F(StowRoutes, RefuseMalformedBodies) {
  const std::string path = "/dicom-web/studies";
  const std::string type = "multipart/related; type=application/dicom";
  EXPECT_EQ(post(path, type, "--b--").status, 400) << "no boundary";
  const Answer cut =
      post(path, type + "; boundary=b", "--b\r\nContent-Type: application/dicom\r\n\r\nx");
  EXPECT_EQ(cut.status, 400);
  EXPECT_THAT(cut.json().at("error").get<std::string>(), HasSubstr("part 1"));
  EXPECT_THAT(post(path, type + "; boundary=b", "--b--").body, HasSubstr("no parts"));
  EXPECT_TRUE(intake_.arrivals().empty());
  EXPECT_TRUE(intake_.gone().empty());
}

TEST_F(StowRoutes, TakePartsThatSayTheyAreDicomAlone) {
  const std::string type = "multipart/related; type=application/dicom; boundary=b";
  const std::string file = dicom_file("1.2.3.1").file;
  const auto part = [&](const std::string& headers) {
    return post("/dicom-web/studies", type, "--b\r\n" + headers + "\r\n" + file + "\r\n--b--")
        .status;
  };
  EXPECT_EQ(part("Content-Type: Application/DICOM; transfer-syntax=1.2.840.10008.1.2.1\r\n"),
            200);
  EXPECT_EQ(part("content-type: application/dicom\r\nContent-Transfer-Encoding: BINARY\r\n"),
            200);
  EXPECT_EQ(part("Content-Type: image/jpeg\r\n"), 409);
  EXPECT_EQ(part(""), 409);
  EXPECT_EQ(part("Content-Type: application/dicom\r\nContent-Transfer-Encoding: base64\r\n"),
            409);
}

TEST_F(StowRoutes, AreForThoseWhoMayDiagnose) {
  for (const HttpRoute& route : stow_routes(intake_, config_)) {
    EXPECT_EQ(route.scope, "diagnose");
    EXPECT_EQ(route.body_limit, config_.limits.body_mb << 20);
  }
}

TEST(StoreResponse, HasAReasonForEveryError) {
  EXPECT_EQ(failure_reason(ErrorCode::kBusy), FailureReason::kOutOfResources);
  EXPECT_EQ(failure_reason(ErrorCode::kRefused), FailureReason::kSopClassNotSupported);
  EXPECT_EQ(failure_reason(ErrorCode::kUnsupported), FailureReason::kCannotUnderstand);
  EXPECT_EQ(failure_reason(ErrorCode::kBadInput), FailureReason::kCannotUnderstand);
  EXPECT_EQ(failure_reason(ErrorCode::kPeerUnavailable), FailureReason::kOutOfResources);
  EXPECT_EQ(failure_reason(ErrorCode::kStorage), FailureReason::kOutOfResources);
  EXPECT_EQ(failure_reason(ErrorCode::kInternal), FailureReason::kProcessing);
}

TEST(StoreResponse, ShowsNoUidThatIsNone) {
  StudyAttributes attributes;
  attributes.sop_class_uid = kCtImage;
  attributes.sop_instance_uid = "1.2\"}";
  const auto failure = not_stored(attributes, FailureReason::kMismatch, "x\"\xff");
  const Json response = Json::parse(store_response({failure}));
  EXPECT_EQ(response.at("0008119A").at("Value").size(), 1U);
  EXPECT_EQ(response.at("00081190"), Json({{"vr", "UR"}}));
}

}  // namespace
}  // namespace medisc::test
