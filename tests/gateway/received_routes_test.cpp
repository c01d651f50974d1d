#include "gateway/received_routes.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "gateway/intake/received_headers.hpp"
#include "gateway/picture_routes.hpp"
#include "gateway/routes.hpp"
#include "gateway/upload.hpp"
#include "imaging/png.hpp"
#include "messages/plan_codec.hpp"
#include "tests/gateway/asked_router.hpp"
#include "tests/gateway/fake_daemon.hpp"
#include "tests/gateway/fake_intake.hpp"
#include "tests/gateway/report_maps.hpp"
#include "tests/imaging/files.hpp"
#include "tests/plan/refused.hpp"

namespace medisc::test {
namespace {

using Json = nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class ReceivedRoutes : public testing::Test {
 protected:
  HttpResponse ask(const std::string& method, const std::string& path) {
    return AskedRouter(received_routes(intake_, daemon_)).ask(method, path);
  }
  Json get(const std::string& path) {
    const HttpResponse response = ask("GET", path);
    EXPECT_EQ(response.status, 200) << response.body;
    return Json::parse(response.body);
  }

  const std::string ct_ = bytes_of(kFiles / "ct.dcm");
  FakeIntake intake_;
  Daemon daemon_{"nowhere.socket"};
};

TEST_F(ReceivedRoutes, ListTheNewestFirst) {
  intake_.put(some_received("a", ReceivedState::kDone), {ct_});
  intake_.put(some_received("bb", ReceivedState::kWaiting), {ct_});
  const Json all = get("/v1/received").at("received");
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].at("id"), "bb");
  EXPECT_EQ(all[0].at("state"), "waiting");
  EXPECT_EQ(get("/v1/received?limit=1").at("received").size(), 1U);
  EXPECT_EQ(get("/v1/received?limit=0").at("received").size(), 0U);
  EXPECT_EQ(ask("GET", "/v1/received?limit=-1").status, 400);
  EXPECT_EQ(ask("GET", "/v1/received?limit=1001").status, 400);
}

TEST_F(ReceivedRoutes, SayWhatIsKnown) {
  Received received = some_received("a", ReceivedState::kDone);
  received.rule = "ct";
  received.diagnosis = "c0ffee";
  received.sent = {"pacs"};
  received.ended_at = "2026-01-31T09:06:00.000Z";
  intake_.put(received, {ct_});
  const auto attributes = read_study_attributes(ct_, "ct.dcm").value();
  const Json told = get("/v1/received/a");
  EXPECT_EQ(told.at("rule"), "ct");
  EXPECT_EQ(told.at("diagnosis"), "c0ffee");
  EXPECT_EQ(told.at("sent"), Json::array({"pacs"}));
  EXPECT_EQ(told.at("files"), 1);
  EXPECT_EQ(told.at("error"), nullptr);
  EXPECT_EQ(told.at("attempts"), 0);
  EXPECT_EQ(told.at("modality"), attributes.modality);
  EXPECT_EQ(told.at("ended_at"), "2026-01-31T09:06:00.000Z");
  EXPECT_EQ(ask("GET", "/v1/received/b").status, 404);
}

TEST_F(ReceivedRoutes, ReadAHeaderOnce) {
  intake_.put(some_received("a", ReceivedState::kWaiting), {ct_});
  const AskedRouter router(received_routes(intake_, daemon_));
  for (int i = 0; i < 3; ++i) router.get("/v1/received");
  EXPECT_EQ(intake_.reads(), 1);
}

TEST_F(ReceivedRoutes, OfFilesThatAreGoneSayNobodysName) {
  intake_.put(some_received("a", ReceivedState::kDone), {});
  EXPECT_EQ(get("/v1/received/a").at("modality"), nullptr);
  EXPECT_EQ(ask("GET", "/v1/received/a/picture").status, 404);
}

TEST_F(ReceivedRoutes, ShowAPicture) {
  Received series = some_received("a", ReceivedState::kKept);
  series.series = true;
  series.files = {"0.dcm", "1.dcm"};
  intake_.put(series, {ct_, bytes_of(kFiles / "frames.dcm")});
  const HttpResponse first = ask("GET", "/v1/received/a/picture");
  ASSERT_EQ(first.status, 200) << first.body;
  EXPECT_EQ(first.headers.get("Content-Type"), "image/png");
  EXPECT_TRUE(is_png(first.body));
  EXPECT_NE(ask("GET", "/v1/received/a/picture?place=1").headers.get("X-Frames"), "1");
  EXPECT_EQ(ask("GET", "/v1/received/a/picture?place=2").status, 404);
  EXPECT_EQ(ask("GET", "/v1/received/a/picture?place=x").status, 400);
  EXPECT_EQ(ask("GET", "/v1/received/b/picture").status, 404);
}

TEST_F(ReceivedRoutes, SayWhyThereIsNoMap) {
  intake_.put(some_received("a", ReceivedState::kWaiting), {ct_});
  EXPECT_EQ(ask("GET", "/v1/received/a/picture?map=true").status, 409);
  Received diagnosed = some_received("bb", ReceivedState::kDone);
  diagnosed.diagnosis = "c0ffee";
  intake_.put(diagnosed, {ct_});
  EXPECT_EQ(ask("GET", "/v1/received/bb/picture?map=true").status, 503);
}

TEST_F(ReceivedRoutes, TryAgain) {
  Received failed = some_received("a", ReceivedState::kFailed);
  failed.error = "the archive says no";
  intake_.put(failed, {ct_});
  intake_.put(some_received("bb", ReceivedState::kDone), {ct_});
  const HttpResponse again = ask("POST", "/v1/received/a/retry");
  EXPECT_EQ(again.status, 202);
  EXPECT_EQ(Json::parse(again.body).at("state"), "waiting");
  EXPECT_EQ(ask("POST", "/v1/received/bb/retry").status, 409);
  EXPECT_EQ(ask("POST", "/v1/received/ccc/retry").status, 404);
}

TEST(ReceivedHeadersTest, OutliveNoFileForLong) {
  FakeIntake intake;
  const Received received = some_received("a", ReceivedState::kDone);
  intake.put(received, {bytes_of(kFiles / "ct.dcm")});
  std::chrono::steady_clock::time_point now;
  ReceivedHeaders headers(intake, [&] { return now; });
  EXPECT_NE(headers.of(received)->modality, "");
  intake.lose_files("a");
  EXPECT_NE(headers.of(received)->modality, "");
  now += std::chrono::minutes(10);
  EXPECT_EQ(headers.of(received)->modality, "");
}

/// A map of one pixel, which says "lung" of the whole image.
class ReceivedMaps : public testing::Test {
 protected:
  static Plan plan_of_one() {
    Plan plan = resized(map_plan(1, 1, {"background", "lung"}), ResizeAspect::kStretch);
    plan.manifest.parts.front().shape = {3, 1, 1};
    return plan;
  }

  JobMessage answer(const JobMessage& question) const {
    const PlanHash hash = hash_of(plan_);
    if (const auto* asked = std::get_if<RequestQuestion>(&question)) {
      const struct Refused no { "bad-input", "no such request", "" };
      if (asked->id != "c0ffee") return no;
      RequestReport report;
      report.id = asked->id;
      report.state = "done";
      report.plan_hash = hash;
      return report;
    }
    if (std::holds_alternative<PlanQuestion>(question)) return PlanText{encode_plan(plan_)};
    StoredResult result;
    result.plan_hash = hash;
    result.logits = {-1000, 1000};
    return StoredResults{{result}};
  }

  const Plan plan_ = plan_of_one();
  FakeDaemon hospital_{[this](const JobMessage& question) {
    return answer(question);
  }};
  FakeIntake intake_;
};

TEST_F(ReceivedMaps, LieOverTheirImage) {
  Received received = some_received("a", ReceivedState::kDone);
  received.diagnosis = "c0ffee";
  intake_.put(received, {bytes_of(kFiles / "ct.dcm")});
  Received other = some_received("bb", ReceivedState::kDone);
  other.diagnosis = "decaf";
  intake_.put(other, {bytes_of(kFiles / "ct.dcm")});
  Daemon daemon(hospital_.path());
  const AskedRouter router(received_routes(intake_, daemon));
  const HttpResponse plain = router.get("/v1/received/a/picture");
  const HttpResponse over = router.get("/v1/received/a/picture?map=true");
  ASSERT_EQ(over.status, 200) << over.body;
  const auto below = read_image(plain.body, "plain").value();
  const auto above = read_image(over.body, "over").value();
  ASSERT_EQ(above.samples.size(), below.samples.size());
  for (std::size_t i = 0; i < above.samples.size(); i += 3) {
    ASSERT_EQ(above.samples[i], (below.samples[i] + 128 + 1) / 2);
    ASSERT_EQ(above.samples[i + 1], (below.samples[i + 1] + 1) / 2);
  }
  EXPECT_EQ(router.get("/v1/received/bb/picture?map=true").status, 404);
}

TEST_F(ReceivedMaps, LieOverFilesThatAreSentAgain) {
  Daemon daemon(hospital_.path());
  const AskedRouter router(picture_routes(daemon, {}));
  const std::string ct = bytes_of(kFiles / "ct.dcm");
  const HttpResponse over = router.ask("POST", "/v1/diagnoses/c0ffee/picture", ct);
  ASSERT_EQ(over.status, 200) << over.body;
  EXPECT_NE(over.body, router.ask("POST", "/v1/pictures", ct).body);
  EXPECT_EQ(router.ask("POST", "/v1/diagnoses/c0ffee/picture?place=1", ct).status, 404);
  EXPECT_EQ(router.ask("POST", "/v1/diagnoses/c0ffee/picture?place=-1", ct).status, 400);
  EXPECT_EQ(router.ask("POST", "/v1/diagnoses/c0ffee/picture", "a,b").status, 400);
  EXPECT_EQ(router.ask("POST", "/v1/diagnoses/decaf/picture", ct).status, 404);
  // Of several frames nothing says which.
  const std::string frames = bytes_of(kFiles / "frames.dcm");
  EXPECT_EQ(router.ask("POST", "/v1/diagnoses/c0ffee/picture", frames).status, 501);
}

TEST_F(ReceivedMaps, AreLeftOutOfAListOnRequest) {
  const GatewayConfig config{};
  Daemon daemon(hospital_.path());
  Diagnoses diagnoses(daemon, config);
  const AskedRouter router(gateway_routes(daemon, diagnoses, config));
  const auto first = [&](const std::string& path) {
    return Json::parse(router.get(path).body).at("results").at(0);
  };
  EXPECT_TRUE(first("/v1/diagnoses").contains("result"));
  const Json brief = first("/v1/diagnoses?outcomes=false");
  EXPECT_FALSE(brief.contains("result"));
  EXPECT_TRUE(brief.contains("made_at"));
}

/// A model of images of 1 x 1 pixels, resized.
Plan image_model() {
  Plan plan = plan_of(TaskKind::kClasses, {"no", "yes"});
  plan.manifest.parts = {{"scan", {3, 1, 1}, Layout::kChannelsFirst, {}, {}, {}, {}}};
  plan.manifest.parts.front().pixels = full_range(0, 1);
  plan.manifest.preprocessing = {{0, StepKind::kResize, {}}};
  return plan;
}

TEST(ReceivedRecords, AreCalledAsTheIntakeCallsThem) {
  FakeIntake intake;
  const Received received = some_received("a", ReceivedState::kKept);
  intake.put(received, {bytes_of(kFiles / "ct.dcm")});
  const auto records = read_received(intake, received, image_model(), 1 << 20);
  ASSERT_TRUE(records.has_value()) << render(records.error());
  EXPECT_THAT(records->names, ElementsAre(received.record));
}

TEST(ReceivedRecords, OfASeriesAreItsFiles) {
  FakeIntake intake;
  Received received = some_received("a", ReceivedState::kKept);
  received.series = true;
  received.files = {"0.dcm", "1.dcm"};
  intake.put(received, {bytes_of(kFiles / "ct.dcm"), bytes_of(kFiles / "ct_rle.dcm")});
  const auto records = read_received(intake, received, image_model(), 1 << 20);
  ASSERT_TRUE(records.has_value()) << render(records.error());
  EXPECT_THAT(records->names,
              ElementsAre(received.record + "-0001", received.record + "-0002"));
  EXPECT_EQ(records->encoded[0], records->encoded[1]);
}

TEST(ReceivedRecords, ThatAreGoneOrTooLargeAreRefused) {
  FakeIntake intake;
  Received received = some_received("a", ReceivedState::kKept);
  received.record = "../../etc/x";
  intake.put(received, {bytes_of(kFiles / "ct.dcm")});
  EXPECT_THAT(read_received(intake, received, image_model(), 100),
              Refused(ErrorCode::kBadInput, "more than 100 bytes"));
  const auto records = read_received(intake, received, image_model(), 1 << 20);
  ASSERT_TRUE(records.has_value()) << render(records.error());
  EXPECT_THAT(records->names, ElementsAre("x"));
  intake.lose_files("a");
  EXPECT_THAT(read_received(intake, received, image_model(), 1 << 20),
              Refused(ErrorCode::kBadInput, "no such file"));
}

/// A daemon that has one model, and keeps the ids of what is asked.
class ReceivedDiagnoses : public testing::Test {
 protected:
  JobMessage answer(const JobMessage& question) {
    if (std::holds_alternative<ModelsQuestion>(question)) {
      OfferedModel model;
      model.model = "lungs";
      model.plan_hash = hash_of(plan_);
      return ModelList{{model}};
    }
    if (std::holds_alternative<PlanQuestion>(question)) return PlanText{encode_plan(plan_)};
    if (std::holds_alternative<JobStart>(question)) return JobBegun{"c0ffee", hash_of(plan_)};
    asked_ = std::get<JobRecords>(question).ids;
    return JobDone{};
  }
  HttpResponse ask(const std::string& query, Intake* intake, const std::string& body = "") {
    Daemon daemon(hospital_.path());
    Diagnoses diagnoses(daemon, config_);
    const AskedRouter router(gateway_routes(daemon, diagnoses, config_, intake));
    return router.ask("POST", "/v1/diagnoses?block=true&model=lungs&" + query, body);
  }

  const Plan plan_ = image_model();
  const GatewayConfig config_{};
  std::vector<std::string> asked_;
  FakeDaemon hospital_{[this](const JobMessage& question) {
    return answer(question);
  }};
  FakeIntake intake_;
};

TEST_F(ReceivedDiagnoses, AreOfWhatIsKept) {
  const Received received = some_received("a", ReceivedState::kKept);
  intake_.put(received, {bytes_of(kFiles / "ct.dcm")});
  const HttpResponse response = ask("received=a", &intake_);
  EXPECT_EQ(response.status, 200) << response.body;
  EXPECT_EQ(Json::parse(response.body).at("state"), "done");
  EXPECT_THAT(asked_, ElementsAre(received.record));
}

TEST_F(ReceivedDiagnoses, NeedAnIntakeAWholeSeriesAndNoBody) {
  intake_.put(some_received("a", ReceivedState::kGathering), {bytes_of(kFiles / "ct.dcm")});
  EXPECT_THAT(ask("received=a", &intake_).body, HasSubstr("not complete"));
  EXPECT_THAT(ask("received=bb", &intake_).body, HasSubstr("nothing of this id"));
  EXPECT_THAT(ask("received=a", nullptr).body, HasSubstr("nothing of this id"));
  const HttpResponse both = ask("received=a", &intake_, "x");
  EXPECT_EQ(both.status, 400);
  EXPECT_THAT(both.body, HasSubstr("there is a body"));
  EXPECT_TRUE(asked_.empty());
}

TEST(ReceivedRoutesTable, IsThereWithAnIntakeAlone) {
  const GatewayConfig config{};
  Daemon daemon("nowhere.socket");
  Diagnoses diagnoses(daemon, config);
  FakeIntake intake;
  EXPECT_EQ(AskedRouter(gateway_routes(daemon, diagnoses, config, &intake))
                .get("/v1/received")
                .status,
            200);
  EXPECT_EQ(AskedRouter(gateway_routes(daemon, diagnoses, config)).get("/v1/received").status,
            404);
}

}  // namespace
}  // namespace medisc::test
