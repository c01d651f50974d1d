// A gateway as applications use it: curl at every endpoint, also wrongly, before a real
// hospital.
#include <fstream>

#include <nlohmann/json.hpp>

#include "tests/cli/site.hpp"
#include "tests/import/sample.hpp"

namespace medisc::test {
namespace {

using Json = nlohmann::json;

struct Reply {
  int status = 0;
  std::string body;
  Json json() const { return Json::parse(body, nullptr, false); }
};

class GatewayTest : public testing::Test {
 protected:
  void start(std::size_t bundles, const std::string& settings = "") {
    site_.start();
    site_.stock(bundles, bundles);
    start_daemon();
    start_gateway(settings);
  }
  void start_daemon() {
    daemon_ = site_.begin({"hospital", "run", "--config", site_.path("hospital.toml")});
    daemon_->await("hospital-ready");
  }
  void start_gateway(const std::string& settings = "", const std::string& sections = "") {
    site_.write("gateway.toml",
                "[gateway]\nlisten = \"127.0.0.1:0\"\nhospital = \"hospital.sqlite.socket\"\n" +
                    settings + "\n" + sections);
    gateway_ = site_.begin({"gateway", "run", "--config", site_.path("gateway.toml")});
    url_ = gateway_->await("gateway-ready address=");
  }

  /// What curl brings back, asked with these words besides.
  Reply curl(const std::string& path, const Words& more = {}) {
    Words command{"/usr/bin/curl", "--silent",      "--show-error", "--max-time", "20",
                  "--write-out",   "\n%{http_code}"};
    command.insert(command.end(), more.begin(), more.end());
    command.push_back(path.starts_with("http") ? path : url_ + path);
    Process process(command, site_ / ("curl" + std::to_string(++calls_)));
    process.wait(30s);
    const std::string out = process.out();
    const auto line = out.rfind('\n');
    if (line == std::string::npos) return {0, process.err()};
    return {std::stoi(out.substr(line + 1)), out.substr(0, line)};
  }
  Reply post(const std::string& path, const std::string& body, const Words& more = {}) {
    const std::string file = site_.path("body" + std::to_string(calls_));
    std::ofstream(file, std::ios::binary) << body;
    Words words{"--data-binary", "@" + file, "--header", "Content-Type: application/json"};
    words.insert(words.end(), more.begin(), more.end());
    return curl(path, words);
  }

  /// The example's records, as their numbers.
  static std::vector<std::vector<double>> records(std::size_t count) {
    std::ifstream in(examples() / "records.csv");
    std::string line;
    std::getline(in, line);
    std::vector<std::vector<double>> all;
    while (all.size() < count && std::getline(in, line)) {
      std::vector<double> record;
      std::istringstream cells(line);
      std::string cell;
      std::getline(cells, cell, ',');
      while (record.size() < 30 && std::getline(cells, cell, ',')) {
        record.push_back(std::stod(cell));
      }
      all.push_back(std::move(record));
    }
    return all;
  }
  static Json request(std::size_t count) {
    return {{"inputs",
             {{{"name", "input"},
               {"datatype", "FP64"},
               {"shape", {count, 30}},
               {"data", records(count)}}}}};
  }
  std::size_t consumed() const { return site_.level("hospital", "consumed"); }

  Site site_;
  std::unique_ptr<Process> daemon_;
  std::unique_ptr<Process> gateway_;
  std::string url_;
  int calls_ = 0;
};

TEST_F(GatewayTest, SpeaksTheOpenInferenceProtocol) {
  start(10);
  EXPECT_EQ(curl("/v2").json().at("name"), "medisc");
  EXPECT_EQ(curl("/v2/health/live").status, 200);
  EXPECT_EQ(curl("/v2/health/ready").status, 200);
  EXPECT_EQ(curl("/v2/models").json().at(0).at("name"), "breast");
  EXPECT_EQ(curl("/v2/models").json().at(0).at("state"), "READY");
  EXPECT_EQ(post("/v2/repository/index", "{}").json().at(0).at("name"), "breast");
  const Json model = curl("/v2/models/breast").json();
  EXPECT_EQ(model.at("inputs").at(0).at("shape"), Json({-1, 30}));
  EXPECT_EQ(model.at("outputs").size(), 4U);
  EXPECT_EQ(curl("/v2/models/breast/ready").status, 200);
  EXPECT_EQ(
      curl("/v2/models/breast/stats").json().at("model_stats").at(0).at("bundles_prepared"),
      10);

  Json body = request(3);
  body["id"] = "a-1";
  const Reply reply = post("/v2/models/breast/infer", body.dump());
  ASSERT_EQ(reply.status, 200) << reply.body;
  const Json answer = reply.json();
  EXPECT_EQ(answer.at("id"), "a-1");
  EXPECT_EQ(answer.at("model_name"), "breast");
  EXPECT_EQ(answer.at("outputs").at(3).at("data"), Json({"benign", "malignant", "benign"}));
  EXPECT_EQ(consumed(), 3U);
  EXPECT_EQ(site_.stats("hospital", "sessions").table("sessions").size(), 1U)
      << "records of one request share a session";

  // Asked again with the same id and the same records it is not paid for; with others it is.
  EXPECT_EQ(post("/v2/models/breast/infer", body.dump()).json().at("outputs"),
            answer.at("outputs"));
  EXPECT_EQ(consumed(), 3U);
  Json other = request(1);
  other["id"] = "a-1";
  EXPECT_EQ(post("/v2/models/breast/infer", other.dump()).status, 200);
  EXPECT_EQ(consumed(), 4U);
}

TEST_F(GatewayTest, TakesTensorsInBinaryForm) {
  start(4);
  const std::vector<double> record = records(2).at(1);
  const std::string tensor(reinterpret_cast<const char*>(record.data()), 30 * sizeof(double));
  const std::string head =
      R"({"inputs":[{"name":"input","datatype":"FP64","shape":[1,30],)"
      R"("parameters":{"binary_data_size":240}}],"outputs":[{"name":"label"},)"
      R"({"name":"probabilities","parameters":{"classification":1}}]})";
  const Reply reply =
      post("/v2/models/breast/infer", head + tensor,
           {"--header", "Inference-Header-Content-Length: " + std::to_string(head.size())});
  ASSERT_EQ(reply.status, 200) << reply.body;
  EXPECT_EQ(reply.json().at("outputs").at(0).at("data"), Json({"malignant"}));
  EXPECT_TRUE(reply.json().at("outputs").at(1).at("data").at(0).get<std::string>().ends_with(
      ":1:malignant"));
}

TEST_F(GatewayTest, TakesAnImageOfHospitalSizeInBinaryForm) {
  OnnxSample model({3, 224, 224});
  model.constant("w", {3, 2}, {1, 0, 1, 0, 0, 2});
  model.node("GlobalAveragePool", "x", "g");
  model.node("Flatten", "g", "f");
  model.node("MatMul", "f w", "y");
  site_.write("mean.onnx", model.bytes());
  site_.model_file = site_ / "mean.onnx";
  site_.model_settings = "input_range = 1\n";
  start(4);
  const std::string head =
      R"({"inputs":[{"name":"x","datatype":"FP32","shape":[1,3,224,224],)"
      R"("parameters":{"binary_data_size":602112}}]})";
  std::string tensor;
  for (int i = 0; i < 3 * 224 * 224; ++i) {
    const float value = i < 2 * 224 * 224 ? 0.25F : 0.5F;
    tensor.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  const Words more{"--header",
                   "Inference-Header-Content-Length: " + std::to_string(head.size())};
  const Reply reply = post("/v2/models/breast/infer", head + tensor, more);
  ASSERT_EQ(reply.status, 200) << reply.body;
  // (0.25 + 0.25, 2 x 0.5)
  EXPECT_EQ(reply.json().at("outputs").at(3).at("data"), Json({"malignant"}));
  EXPECT_EQ(consumed(), 1U);
}

TEST_F(GatewayTest, WrongRequestsCostNothing) {
  start(3);
  const auto infer = [&](const std::string& body, const Words& more = {}) {
    return post("/v2/models/breast/infer", body, more);
  };
  Json body = request(1);
  EXPECT_EQ(infer("{").status, 400);
  EXPECT_EQ(infer("").status, 400);
  EXPECT_EQ(infer("[]").status, 400);
  EXPECT_EQ(infer(R"({"inputs":[]})").status, 400);
  body["inputs"][0]["shape"] = {1, 29};
  EXPECT_EQ(infer(body.dump()).status, 400);
  body = request(1);
  body["inputs"][0]["name"] = "pixels";
  EXPECT_EQ(infer(body.dump()).status, 400);
  body = request(1);
  body["inputs"][0]["data"][0][0] = 1e300;
  const Reply beyond = infer(body.dump());
  EXPECT_EQ(beyond.status, 400);
  EXPECT_NE(beyond.body.find("range"), std::string::npos) << beyond.body;
  EXPECT_EQ(beyond.body.find("1e"), std::string::npos) << "an error shows no value";
  EXPECT_EQ(
      infer(request(1).dump(), {"--header", "Inference-Header-Content-Length: 99999"}).status,
      400);
  EXPECT_EQ(post("/v2/models/other/infer", request(1).dump()).status, 404);
  EXPECT_EQ(post("/v2/models/breast/versions/7/infer", request(1).dump()).status, 404);
  EXPECT_EQ(curl("/v2/models/breast/infer").status, 405);
  EXPECT_EQ(curl("/v2/nothing").status, 404);
  EXPECT_TRUE(infer("{").json().contains("error"));
  EXPECT_EQ(consumed(), 0U);

  const Reply dry = infer(request(9).dump());
  EXPECT_EQ(dry.status, 503);
  EXPECT_EQ(dry.json().at("code"), "pool-dry");
  EXPECT_EQ(consumed(), 0U);
}

TEST_F(GatewayTest, TakesFilesOfPeople) {
  start(60);
  const std::string csv = (examples() / "records.csv").string();
  const Reply done = curl("/v1/diagnoses?model=breast&block=true",
                          {"--data-binary", "@" + csv, "--header", "X-Filename: r.csv"});
  ASSERT_EQ(done.status, 200) << done.body;
  EXPECT_EQ(done.json().at("state"), "done");
  EXPECT_EQ(done.json().at("results").size(), 40U);
  EXPECT_EQ(done.json().at("results").at(1).at("record"), "wdbc-002");
  EXPECT_EQ(done.json().at("results").at(1).at("result").at("label"), "malignant");

  std::ofstream(site_ / "one.csv")
      << contents(csv).substr(0, contents(csv).find('\n', contents(csv).find('\n') + 1) + 1);
  const Words sent{"--data-binary", "@" + site_.path("one.csv"),
                   "--header",      "Content-Type: text/csv",
                   "--header",      "Idempotency-Key: k-1"};
  const Reply begun = curl("/v1/diagnoses?model=breast", sent);
  ASSERT_EQ(begun.status, 202) << begun.body;
  const std::string id = begun.json().at("id");
  ASSERT_TRUE(
      eventually([&] { return curl("/v1/diagnoses/" + id).json().at("state") == "done"; }));
  const Reply events = curl("/v1/diagnoses/" + id + "/events");
  EXPECT_NE(events.body.find("event: result\ndata: {\"place\":0"), std::string::npos)
      << events.body;
  EXPECT_NE(events.body.find("event: done"), std::string::npos);
  EXPECT_EQ(consumed(), 41U);
  EXPECT_EQ(curl("/v1/diagnoses?model=breast&block=true", sent).status, 200);
  EXPECT_EQ(consumed(), 41U) << "it was sent twice, and paid for once";

  const Json kept = curl("/v1/diagnoses?limit=2").json();
  EXPECT_EQ(kept.at("results").size(), 2U);
  EXPECT_EQ(kept.at("results").at(0).at("door"), "http");
  gateway_->signal(SIGTERM);
  EXPECT_EQ(gateway_->wait(10s), 0);
  start_gateway();
  EXPECT_EQ(curl("/v1/diagnoses/" + id).json().at("results").size(), 1U)
      << "the daemon has what the gateway forgot";
  EXPECT_EQ(curl("/v1/diagnoses/0123").status, 404);
  EXPECT_EQ(curl("/v1/models").json().at("models").at(0).at("model"), "breast");

  EXPECT_EQ(curl("/v1/diagnoses?model=breast",
                 {"--data-binary", "no numbers", "--header", "X-Filename: r.csv"})
                .status,
            400);
  EXPECT_EQ(curl("/v1/diagnoses?model=breast",
                 {"--data-binary", "a,b", "--header", "X-Filename: ../../r.exe"})
                .status,
            400);
  EXPECT_EQ(curl("/v1/diagnoses", {"--data-binary", "1"}).status, 400);
  EXPECT_EQ(curl("/v1/diagnoses?model=none", {"--data-binary", "1"}).status, 404);
  EXPECT_EQ(consumed(), 41U);
}

TEST_F(GatewayTest, TokensSayWhoMayDoWhat) {
  site_.start();
  site_.stock(4, 4);
  start_daemon();
  const auto token = [&](const std::string& name, const std::string& scopes) {
    const Outcome made = site_.run({"gateway", "token", "add", "--file", site_.path("tokens"),
                                    "--name", name, "--scopes", scopes, "--format", "json"});
    EXPECT_EQ(made.status, 0) << made.err;
    return made.report().fact("token");
  };
  const std::string ward = token("ward-3", "diagnose");
  const std::string reader = token("reader", "read");
  start_gateway("tokens = \"tokens\"");
  const auto as = [](const std::string& bearer) {
    return Words{"--header", "Authorization: Bearer " + bearer};
  };
  EXPECT_EQ(curl("/v1/models").status, 401);
  EXPECT_EQ(curl("/v1/models", as("medisc_wrong")).status, 401);
  EXPECT_EQ(curl("/v1/models", as(ward)).status, 403);
  EXPECT_EQ(curl("/v1/models", as(reader)).status, 200);
  EXPECT_EQ(curl("/v2/health/live").status, 200) << "whether it lives anybody may know";
  EXPECT_EQ(post("/v2/models/breast/infer", request(1).dump(), as(reader)).status, 403);
  EXPECT_EQ(post("/v2/models/breast/infer", request(1).dump(), as(ward)).status, 200);
  const Outcome audit =
      site_.run({"audit", "list", "--config", site_.path("hospital.toml"), "--format", "json"});
  EXPECT_THAT(column(audit.report().table("audit"), "asker"), testing::Contains("ward-3"));
  EXPECT_EQ(audit.out.find(ward), std::string::npos);

  ASSERT_EQ(site_
                .run({"gateway", "token", "remove", "--file", site_.path("tokens"), "--name",
                      "ward-3"})
                .status,
            0);
  gateway_->signal(SIGHUP);
  gateway_->await("reloaded");
  EXPECT_EQ(post("/v2/models/breast/infer", request(1).dump(), as(ward)).status, 401);
  EXPECT_EQ(consumed(), 1U);
}

TEST_F(GatewayTest, OutlivesItsDaemon) {
  start(6);
  EXPECT_EQ(post("/v2/models/breast/infer", request(1).dump()).status, 200);
  daemon_->signal(SIGKILL);
  (void)daemon_->wait(5s);
  EXPECT_EQ(curl("/v2/health/live").status, 200);
  EXPECT_EQ(curl("/v2/health/ready").status, 503);
  const Reply none = post("/v2/models/breast/infer", request(1).dump());
  EXPECT_EQ(none.status, 503) << none.body;
  start_daemon();
  EXPECT_EQ(curl("/v2/health/ready").status, 200);
  EXPECT_EQ(post("/v2/models/breast/infer", request(2).dump()).status, 200);
}

TEST_F(GatewayTest, WhoHangsUpCancels) {
  start(2);
  Json body = request(2);
  body["parameters"] = {{"wait", 600}};
  EXPECT_EQ(post("/v2/models/breast/infer", request(2).dump()).status, 200);
  // The pool is dry: this one waits, and its asker does not.
  EXPECT_EQ(post("/v2/models/breast/infer", body.dump(), {"--max-time", "1"}).status, 0);
  EXPECT_TRUE(eventually([&] {
    const Outcome audit = site_.run(
        {"audit", "list", "--config", site_.path("hospital.toml"), "--format", "json"});
    return column(audit.report().table("audit"), "event").back() == "cancelled";
  }));
  EXPECT_EQ(post("/v2/models/breast/infer", request(1).dump()).status, 503);
}

TEST_F(GatewayTest, ShowsTheDaemonsMetrics) {
  site_.start();
  site_.stock(4, 4);
  start_daemon();
  start_gateway("", "[metrics]\nlisten = \"127.0.0.1:0\"\n");
  const std::string metrics = "http://" + gateway_->await("metrics-ready address=");
  EXPECT_EQ(post("/v2/models/breast/infer", request(1).dump()).status, 200);
  const Reply text = curl(metrics + "/metrics");
  EXPECT_NE(text.body.find("medisc_sessions_total"), std::string::npos) << text.body;
  EXPECT_EQ(curl(metrics + "/healthz").json().at("status"), "ok");
  EXPECT_EQ(curl(metrics + "/v1/models").status, 404);
}

TEST_F(GatewayTest, ConfigurationsThatWouldLeakAreRefused) {
  const auto refused_as = [&](const std::string& gateway, const std::string& part) {
    site_.write("gateway.toml", "[gateway]\nhospital = \"h.socket\"\n" + gateway);
    const Outcome outcome =
        site_.run({"gateway", "run", "--config", site_.path("gateway.toml")});
    return refused(outcome, 2, {part});
  };
  EXPECT_TRUE(refused_as("listen = \"0.0.0.0:8800\"\n", "no loopback address"));
  EXPECT_TRUE(refused_as("listen = \"10.0.0.1:8800\"\ntokens = \"t\"\n", "certificate"));
  EXPECT_TRUE(refused_as("listen = \"127.0.0.1:0\"\nkey = \"k\"\n", "come together"));
  EXPECT_TRUE(refused_as("listen = \"127.0.0.1:0\"\ntokens = \"none\"\n", "none"));
  EXPECT_TRUE(refused_as("listen = \"nowhere\"\n", "listen"));
}

TEST_F(GatewayTest, StartsBesideTheDaemon) {
  site_.start();
  site_.stock(2, 2);
  daemon_ = site_.begin({"hospital", "run", "--config", site_.path("hospital.toml"),
                         "--gateway", "--gateway-listen", "127.0.0.1:0"});
  url_ = daemon_->await("gateway at ");
  EXPECT_EQ(post("/v2/models/breast/infer", request(1).dump()).status, 200);
  daemon_->signal(SIGTERM);
  EXPECT_EQ(daemon_->wait(15s), 0) << daemon_->err();
  EXPECT_EQ(curl("/v2").status, 0) << "it ends with the daemon";
}

TEST_F(GatewayTest, PreparesForThoseWhoMay) {
  site_.start();
  site_.stock(8, 2);
  start_daemon();
  const auto token = [&](const std::string& scopes) {
    const Outcome added =
        site_.run({"gateway", "token", "add", "--file", site_.path("tokens"), "--name",
                   "of-" + scopes, "--scopes", scopes, "--format", "json"});
    return "Authorization: Bearer " + added.report().fact("token");
  };
  const std::string reads = token("read");
  const std::string rules = token("admin");
  start_gateway("tokens = \"tokens\"\n");
  const std::string path = "/v1/preparations?model=breast&count=3";
  EXPECT_EQ(curl(path, {"-X", "POST", "--header", reads}).status, 403);
  EXPECT_EQ(curl("/v1/preparations?model=breast", {"-X", "POST", "--header", rules}).status,
            400);
  EXPECT_EQ(
      curl("/v1/preparations?model=other&count=1", {"-X", "POST", "--header", rules}).status,
      404);
  const Reply done = curl(path, {"-X", "POST", "--header", rules});
  EXPECT_EQ(done.status, 200);
  EXPECT_THAT(done.body, testing::HasSubstr("event: done\ndata: {\"prepared\":3,\"ready\":5}"));
  // More than was dealt.
  const Reply dry =
      curl("/v1/preparations?model=breast&count=100", {"-X", "POST", "--header", rules});
  EXPECT_THAT(dry.body, testing::HasSubstr("event: failed"));
  EXPECT_THAT(dry.body, testing::HasSubstr("pool-dry"));
}

}  // namespace
}  // namespace medisc::test
