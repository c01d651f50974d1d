// Reports on their way to an archive by STOW-RS.
#include <atomic>
#include <fstream>
#include <mutex>
#include <thread>

#include <gmock/gmock.h>

#include "config/private_file.hpp"
#include "gateway/archives/archive_sender.hpp"
#include "gateway/archives/stow_answer.hpp"
#include "gateway/stow/stow_routes.hpp"
#include "tests/error/outcomes.hpp"
#include "tests/files/folder.hpp"
#include "tests/gateway/dicom_files.hpp"
#include "tests/gateway/fake_intake.hpp"
#include "tests/gateway/report_objects.hpp"
#include "tests/gateway/served.hpp"

namespace medisc::test {
namespace {

using testing::HasSubstr;
using testing::Not;

/// An archive that says what it is told to, and remembers what it was asked.
class SmallArchive {
 public:
  explicit SmallArchive(int status, const std::string& body = "",
                        std::optional<HttpTls> tls = std::nullopt)
      : served_({{"stow", "POST", "/dw/studies", "", 1u << 20,
                  [this, status, body](const HttpRequest& request) {
                    const std::scoped_lock lock(mutex_);
                    last_ = request;
                    HttpResponse response = http_text(status, body, "application/dicom+json");
                    if (status == 307) response.headers.set("Location", "http://127.0.0.1:1/");
                    return response;
                  }}},
                std::move(tls)) {}

  Archive archive() const {
    Archive archive;
    archive.name = "pacs";
    archive.url = served_.url("/dw/");
    return archive;
  }
  std::string header(const std::string& name) const {
    const std::scoped_lock lock(mutex_);
    return std::string(last_.headers.get(name).value_or("none"));
  }

 private:
  mutable std::mutex mutex_;
  HttpRequest last_;
  Served served_;
};

Result<void> send(const Archive& archive, std::size_t count = 1) {
  auto sender = make_stow_sender(archive);
  if (!sender) return tl::unexpected(sender.error());
  std::vector<DicomObject> objects;
  for (std::size_t i = 0; i < count; ++i) {
    objects.push_back(dicom_file("1.2.3." + std::to_string(i)));
  }
  return (*sender)->send(objects);
}

std::string secret_file(const Folder& folder, const std::string& name,
                        const std::string& text) {
  EXPECT_TRUE(succeeded(write_new_file(folder / name, "secret", text, kOwnerOnly)));
  return (folder / name).string();
}

std::string failures(const std::string& items) {
  return R"({"00081198":{"vr":"SQ","Value":[)" + items + "]}}";
}

std::string failure(int reason, const std::string& instance = "1.2.3.0") {
  return R"({"00081155":{"vr":"UI","Value":[")" + instance +
         R"("]},"00081197":{"vr":"US","Value":[)" + std::to_string(reason) + "]}}";
}

TEST(StowSender, SendsAllInOneRequest) {
  FakeIntake intake;
  const GatewayConfig config;
  const Served served(stow_routes(intake, config));
  Archive archive;
  archive.name = "pacs";
  archive.url = served.url("/dicom-web");
  EXPECT_TRUE(succeeded(send(archive, 3)));
  ASSERT_EQ(intake.arrivals().size(), 3U);
  EXPECT_EQ(intake.arrivals()[2].file, dicom_file("1.2.3.2").file);
  EXPECT_EQ(intake.gone().size(), 1U);
  EXPECT_TRUE(succeeded(send(archive, 0)));
  EXPECT_EQ(intake.gone().size(), 1U) << "nothing is sent where there is nothing";
}

TEST(StowSender, SendsLargeObjects) {
  FakeIntake intake;
  const GatewayConfig config;
  const Served served(stow_routes(intake, config));
  Archive archive;
  archive.name = "pacs";
  archive.url = served.url("/dicom-web");
  const std::vector<DicomObject> objects{dicom_file("1.2.3.1", "1.2.3", 20u << 20)};
  const auto sender = make_stow_sender(archive);
  ASSERT_TRUE(succeeded(sender));
  EXPECT_TRUE(succeeded((*sender)->send(objects)));
  ASSERT_EQ(intake.arrivals().size(), 1U);
  EXPECT_EQ(intake.arrivals()[0].file, objects[0].file);
  const SmallArchive small(200);
  const auto other = make_stow_sender(small.archive());
  ASSERT_TRUE(succeeded(other));
  EXPECT_TRUE(failed((*other)->send(objects), ErrorCode::kRefused, "take larger requests"));
}

TEST(StowSender, SendsFromManyThreads) {
  FakeIntake intake;
  const GatewayConfig config;
  const Served served(stow_routes(intake, config));
  Archive archive;
  archive.name = "pacs";
  archive.url = served.url("/dicom-web");
  const auto sender = make_stow_sender(archive);
  ASSERT_TRUE(succeeded(sender));
  std::atomic<int> well = 0;
  std::vector<std::jthread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&, i] {
      const std::vector<DicomObject> objects{dicom_file("1.2.3." + std::to_string(i))};
      if ((*sender)->send(objects)) ++well;
    });
  }
  threads.clear();
  EXPECT_EQ(well, 8);
  EXPECT_EQ(intake.arrivals().size(), 8U);
}

TEST(StowSender, IsToldWhatTheArchiveRefuses) {
  FakeIntake intake;
  intake.refused = {{"1.2.3.1", {ErrorCode::kRefused, "no rule", ""}}};
  const GatewayConfig config;
  const Served served(stow_routes(intake, config));
  Archive archive;
  archive.name = "pacs";
  archive.url = served.url("/dicom-web");
  EXPECT_TRUE(
      failed(send(archive, 2), ErrorCode::kRefused,
             "archive pacs refuses objects: 0122 (SOP class not supported) of 1.2.3.1"));
  intake.refused = {{"1.2.3.0", {ErrorCode::kBusy, "full", ""}}};
  EXPECT_TRUE(failed(send(archive), ErrorCode::kPeerUnavailable, "A700 (out of resources)"));
}

TEST(StowSender, ShowsItsTokenOrLogin) {
  const Folder folder;
  const SmallArchive served(200);
  Archive archive = served.archive();
  EXPECT_TRUE(succeeded(send(archive)));
  EXPECT_EQ(served.header("Authorization"), "none");
  EXPECT_EQ(served.header("Accept"), "application/dicom+json");
  archive.token = secret_file(folder, "token", "s3cr3t.token\n");
  EXPECT_TRUE(succeeded(send(archive)));
  EXPECT_EQ(served.header("Authorization"), "Bearer s3cr3t.token");
  archive.token.reset();
  archive.login = secret_file(folder, "login", "medisc:pass word\n");
  EXPECT_TRUE(succeeded(send(archive)));
  EXPECT_EQ(served.header("Authorization"), "Basic bWVkaXNjOnBhc3Mgd29yZA==");
}

TEST(StowSender, NamesFilesThatAreWrongAndNotWhatTheyHold) {
  const Folder folder;
  Archive archive;
  archive.name = "pacs";
  archive.url = "http://127.0.0.1:1/dw";
  const auto fails = [&](const std::string& why) {
    const auto made = make_stow_sender(archive);
    const std::string text = made ? "" : render(made.error());
    EXPECT_THAT(text, Not(HasSubstr("s3cr3t")));
    return failed(made, ErrorCode::kBadInput, why);
  };
  archive.token = folder / "none";
  EXPECT_TRUE(fails("archive pacs: token file"));
  archive.token = secret_file(folder, "two", "s3cr3t\r\nX-Evil: 1");
  EXPECT_TRUE(fails("holds no token"));
  archive.token = secret_file(folder, "empty", "\n");
  EXPECT_TRUE(fails("holds no token"));
  archive.token.reset();
  archive.login = secret_file(folder, "login", "s3cr3t");
  EXPECT_TRUE(fails("holds no login"));
  std::filesystem::permissions(*archive.login, std::filesystem::perms::all);
  EXPECT_TRUE(fails("chmod 600"));
  archive.login.reset();
  archive.url = "https://user:s3cr3t@pacs/dw";
  EXPECT_TRUE(fails("holds a user or a password"));
  archive.url = "https://pacs/dw?key=s3cr3t";
  EXPECT_TRUE(fails("query"));
  archive.url = "ftp://pacs/dw";
  EXPECT_TRUE(fails("the url is none"));
  archive.url = "https:///";
  EXPECT_TRUE(fails("the url is none"));
  archive.url = "https://pacs/dw";
  archive.authority = folder / "none.pem";
  EXPECT_TRUE(fails("authority"));
  archive.authority.reset();
  archive.certificate = folder / "none.pem";
  archive.key = folder / "none.key";
  EXPECT_TRUE(fails("none.pem"));
}

TEST(StowSender, TriesAgainOnceAFileIsThereAgain) {
  const Folder folder;
  const SmallArchive served(200);
  Archive archive = served.archive();
  archive.token = secret_file(folder, "token", "s3cr3t");
  const auto sender = make_stow_sender(archive);
  ASSERT_TRUE(succeeded(sender));
  const std::vector<DicomObject> objects{dicom_file("1.2.3.1")};
  std::filesystem::remove(*archive.token);
  EXPECT_TRUE(failed((*sender)->send(objects), ErrorCode::kPeerUnavailable, "token file"));
  secret_file(folder, "token", "another");
  EXPECT_TRUE(succeeded((*sender)->send(objects)));
  EXPECT_EQ(served.header("Authorization"), "Bearer another");
}

TEST(StowSender, TellsWhatMayGoRightLaterFromWhatWillNot) {
  for (const int status : {408, 429, 500, 503}) {
    EXPECT_TRUE(failed(send(SmallArchive(status).archive()), ErrorCode::kPeerUnavailable,
                       "archive pacs answers " + std::to_string(status)));
  }
  for (const int status : {400, 404, 409, 413, 415}) {
    EXPECT_TRUE(failed(send(SmallArchive(status).archive()), ErrorCode::kRefused,
                       "answers " + std::to_string(status)));
  }
  EXPECT_TRUE(failed(send(SmallArchive(401).archive()), ErrorCode::kRefused, "token or login"));
  EXPECT_TRUE(failed(send(SmallArchive(403).archive()), ErrorCode::kRefused, "token or login"));
  EXPECT_TRUE(failed(send(SmallArchive(307).archive()), ErrorCode::kRefused, "redirects"))
      << "it is not followed";
}

TEST(StowSender, CantReachWhatIsNotThere) {
  Archive archive;
  archive.name = "pacs";
  {
    const SmallArchive gone(200);
    archive = gone.archive();
  }
  EXPECT_TRUE(failed(send(archive), ErrorCode::kPeerUnavailable, "archive pacs"));
}

TEST(StowSender, TakesNoEndlessAnswer) {
  const SmallArchive served(200, std::string((1u << 20) + 1, ' '));
  EXPECT_TRUE(failed(send(served.archive()), ErrorCode::kPeerUnavailable, "too long"));
}

TEST(StowSender, SpeaksTlsWithThoseItsAuthorityKnows) {
  const Folder folder;
  const auto path = [&](const std::string& name) {
    return (folder / name).string();
  };
  const std::string made = output_of(
      "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 "
      "-subj /CN=pacs -addext subjectAltName=IP:127.0.0.1 -keyout " +
      path("key") + " -out " + path("pem"));
  if (!std::filesystem::exists(path("pem"))) GTEST_SKIP() << "openssl makes none: " << made;
  std::filesystem::permissions(path("key"), std::filesystem::perms(0600));
  const SmallArchive served(200, "", HttpTls{path("pem"), path("key"), {}, false});
  Archive archive = served.archive();
  const auto strange = send(archive);
  EXPECT_TRUE(failed(strange, ErrorCode::kPeerUnavailable, "authority"));
  archive.authority = path("pem");
  EXPECT_TRUE(succeeded(send(archive)));
  const SmallArchive asking(200, "", HttpTls{path("pem"), path("key"), path("pem"), true});
  archive.url = asking.archive().url;
  EXPECT_TRUE(failed(send(archive), ErrorCode::kRefused, "answers 403"));
  archive.certificate = path("pem");
  archive.key = path("key");
  EXPECT_TRUE(succeeded(send(archive)));
  archive.url.replace(archive.url.find("127.0.0.1"), 9, "localhost");
  EXPECT_TRUE(failed(send(archive), ErrorCode::kPeerUnavailable, "the host"))
      << "the certificate has another name";
}

TEST(StowAnswer, CountsDuplicatesAsStored) {
  const auto judged = [](int status, const std::string& body) {
    return judge_stow("pacs", {status, body});
  };
  EXPECT_TRUE(succeeded(judged(409, failures(failure(0x0111) + "," + failure(0xB00E)))));
  EXPECT_TRUE(failed(judged(409, failures(failure(0x0111) + "," + failure(0xC122))),
                     ErrorCode::kRefused, "C122 (transfer syntax not supported) of 1.2.3.0"));
}

TEST(StowAnswer, IsReadWithCare) {
  const auto judged = [](int status, const std::string& body) {
    return judge_stow("pacs", {status, body});
  };
  for (const char* body : {"", "<xml/>", "{}", "[]", "null", R"({"00081198":3})",
                           R"({"00081198":{"vr":"SQ"}})", R"({"00081198":{"Value":[]}})"}) {
    EXPECT_TRUE(succeeded(judged(200, body))) << body;
    EXPECT_TRUE(failed(judged(409, body), ErrorCode::kRefused, "not which objects")) << body;
  }
  EXPECT_TRUE(succeeded(judged(202, "{}"))) << "warnings";
  EXPECT_TRUE(failed(judged(202, "<xml/>"), ErrorCode::kRefused)) << "failures, perhaps";
  EXPECT_TRUE(failed(judged(200, "[" + failures(failure(0xC000)) + "]"), ErrorCode::kRefused,
                     "C000 (the object can't be understood)"));
  const auto hostile = judged(200, failures(failure(0xC000, R"(1.2\nforged)") + ",7"));
  EXPECT_TRUE(failed(hostile, ErrorCode::kRefused, "0000 (no reason that is known)"));
  EXPECT_THAT(render(hostile.error()), Not(HasSubstr("forged")));
  EXPECT_TRUE(failed(judged(200, failures(failure(-1))), ErrorCode::kRefused, "0000"));
  std::string many = failure(1);
  for (int i = 0; i < 6; ++i) many += "," + failure(1);
  EXPECT_TRUE(failed(judged(202, failures(many)), ErrorCode::kRefused, " and 2 more"));
  EXPECT_TRUE(succeeded(judged(200, std::string(1u << 20, '['))));
  EXPECT_TRUE(failed(judged(409, R"({"0008119A":{"Value":[)" + failure(0xA701) + "]}}"),
                     ErrorCode::kPeerUnavailable, "is full"));
}

}  // namespace
}  // namespace medisc::test
