// Images from modalities, and reports to an archive: real processes, dcmtk at both ends.
#include "tests/cli/dicom_site.hpp"
#include "tests/import/sample.hpp"

namespace medisc::test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class Dicom : public DicomSite {};

TEST_F(Dicom, AnImageComesAndItsReportGoesToTheArchive) {
  start(3);
  start_archive();
  start_gateway();
  EXPECT_EQ(echo().status, 0) << gateway_->err();
  const Outcome stored = store(kDicomImages / "us8.dcm");
  ASSERT_EQ(stored.status, 0) << stored.out << stored.err << gateway_->err();
  ASSERT_TRUE(await_archived(1)) << gateway_->err();
  const std::string report = dsrdump(archived_files().front());
  EXPECT_THAT(report, HasSubstr("Imaging Measurement Report"));
  EXPECT_THAT(report, HasSubstr("UNVERIFIED"));
  EXPECT_THAT(report, HasSubstr("NOT FOR CLINICAL USE"));
  EXPECT_THAT(report, HasSubstr("1.2.826.0.1.3680043.8.498.1.11"));
  EXPECT_EQ(consumed(), 1U);

  // The same again is nothing new, whoever sends it.
  EXPECT_EQ(store(kDicomImages / "us8.dcm").status, 0);
  EXPECT_EQ(store(kDicomImages / "us8.dcm", {"--aetitle", "OTHER"}).status, 0);
  ASSERT_TRUE(eventually([&] { return get("/v1/diagnoses").at("results").size() == 1; }));
  EXPECT_EQ(consumed(), 1U);
  const auto result = get("/v1/diagnoses").at("results").at(0);
  EXPECT_EQ(result.at("record"), "1.2.826.0.1.3680043.8.498.1.11");
  EXPECT_EQ(result.at("door"), "dicom");
  EXPECT_EQ(result.at("asker"), "STORESCU");
}

TEST_F(Dicom, WhatCameIsShownAndWhatNoRuleNamesIsDiagnosedByHand) {
  start(3);
  start_archive();
  start_gateway("", "", "unmatched = \"keep\"\n");
  ASSERT_EQ(store(kDicomImages / "us8.dcm").status, 0);
  ASSERT_TRUE(await_archived(1)) << gateway_->err();
  ASSERT_TRUE(eventually(
      [&] { return get("/v1/received").at("received").at(0).at("state") == "done"; }));
  const auto done = get("/v1/received").at("received").at(0);
  EXPECT_EQ(done.at("modality"), "US");
  EXPECT_EQ(done.at("rule"), "us");
  EXPECT_EQ(done.at("sent"), nlohmann::json::array({"pacs"}));
  EXPECT_EQ(get("/v1/diagnoses/" + done.at("diagnosis").get<std::string>()).at("state"),
            "done");

  ASSERT_EQ(store(kDicomImages / "ct.dcm").status, 0);
  const auto kept = get("/v1/received").at("received").at(0);
  EXPECT_EQ(kept.at("state"), "kept");
  const std::string id = kept.at("id").get<std::string>();
  const auto picture =
      call({"/usr/bin/curl", "--silent", url_ + "/v1/received/" + id + "/picture"});
  EXPECT_THAT(picture.out, HasSubstr("PNG"));
  const auto by_hand = nlohmann::json::parse(
      call({"/usr/bin/curl", "--silent", "-X", "POST",
            url_ + "/v1/diagnoses?model=breast&block=true&received=" + id})
          .out);
  ASSERT_TRUE(by_hand.contains("results")) << by_hand;
  EXPECT_EQ(by_hand.at("results").at(0).at("record"), kept.at("record"));
  EXPECT_EQ(consumed(), 2U);
}

TEST_F(Dicom, CallersAreKnownByTitleAndHost) {
  start(1);
  start_gateway("title = \"AI\"\ncallers = [\"CT1\", \"MR1@10.1.2.3\"]\n");
  EXPECT_NE(echo({"--aetitle", "CT1", "--call", "MEDISC"}).status, 0);
  EXPECT_EQ(echo({"--aetitle", "CT1", "--call", "AI"}).status, 0);
  const Outcome elsewhere = echo({"--aetitle", "MR1", "--call", "AI"});
  EXPECT_NE(elsewhere.status, 0);
  EXPECT_THAT(elsewhere.out + elsewhere.err, HasSubstr("Calling AE Title Not Recognized"));
  EXPECT_THAT(gateway_->err(), HasSubstr("association-refused"));
}

TEST_F(Dicom, WhatIsNotTakenIsRefusedByNameAndCostsNothing) {
  start(2);
  start_archive();
  start_gateway();
  const auto refusal = [&](const fs::path& image) {
    const Outcome stored = store(image, {"--debug"});
    return stored.out + stored.err;
  };
  EXPECT_THAT(refusal(kDicomImages / "frames.dcm"),
              AllOf(HasSubstr("0xc000"), HasSubstr("the image has 3 frames")));
  EXPECT_THAT(gateway_->err(), HasSubstr("3 frames"));
  EXPECT_THAT(refusal(kDicomImages / "ct.dcm"),
              AllOf(HasSubstr("0xc001"), HasSubstr("no rule takes this image: modality 'CT'")));
  EXPECT_THAT(gateway_->err(), HasSubstr("no rule takes this image: modality 'CT'"));
  EXPECT_THAT(gateway_->err(), Not(HasSubstr(site_.path("received"))));

  ASSERT_EQ(store(kDicomImages / "us8.dcm").status, 0);
  ASSERT_TRUE(await_archived(1));
  const fs::path report = archived_files().front();
  fs::copy_file(report, site_ / "report.dcm");
  EXPECT_THAT(refusal(site_ / "report.dcm"), HasSubstr("0xc001"));
  EXPECT_THAT(gateway_->err(), HasSubstr("a result of MediSC itself"));
  EXPECT_EQ(consumed(), 1U);
}

TEST_F(Dicom, AnArchiveThatIsAwayGetsItsReportLater) {
  start(2);
  start_gateway();
  ASSERT_EQ(store(kDicomImages / "us8.dcm").status, 0);
  ASSERT_TRUE(
      eventually([&] { return gateway_->err().find("image-postponed") != std::string::npos; }));
  gateway_->signal(SIGKILL);
  start_archive();
  start_gateway();
  ASSERT_TRUE(await_archived(1)) << gateway_->err();
  EXPECT_EQ(consumed(), 1U);
}

TEST_F(Dicom, AnImageWaitsForBundles) {
  start(1);
  start_archive();
  start_gateway();
  ASSERT_EQ(store(kDicomImages / "us8.dcm").status, 0);
  ASSERT_EQ(store(kDicomImages / "us8_j2k.dcm", {"--propose-j2k-lossless"}).status, 0);
  ASSERT_TRUE(
      eventually([&] { return gateway_->err().find("pool-dry") != std::string::npos; }));
  site_.stock(2, 1);
  ASSERT_TRUE(await_archived(2)) << gateway_->err();
  EXPECT_EQ(consumed(), 2U);
}

TEST_F(Dicom, ImagesOfEveryTransferSyntaxComeAsTheyAre) {
  start(4);
  start_archive();
  start_gateway();
  EXPECT_EQ(store(kDicomImages / "us8_j2k.dcm", {"--propose-j2k-lossless"}).status, 0);
  EXPECT_EQ(store(kDicomImages / "us8_jpeg_baseline.dcm", {"--propose-jpeg8"}).status, 0);
  EXPECT_EQ(store(kDicomImages / "us8_jpegls_near.dcm", {"--propose-jls-lossy"}).status, 0);
  EXPECT_TRUE(await_archived(3)) << gateway_->err();
}

TEST_F(Dicom, SilentCallersDoNotShutOutOthers) {
  start(1);
  start_gateway("associations = 8\n");
  std::vector<std::unique_ptr<Process>> silent;
  for (int i = 0; i < 3; ++i) {
    silent.push_back(std::make_unique<Process>(
        Words{"/usr/bin/python3", "-c",
              "import socket, time; s = socket.create_connection(('127.0.0.1', " + port_ +
                  ")); s.send(b'\\x01\\x00'); print('up', flush=True); time.sleep(60)"},
        site_ / ("silent" + std::to_string(i))));
    ASSERT_TRUE(eventually([&] { return !silent.back()->out().empty(); }));
  }
  EXPECT_EQ(echo().status, 0);
  // One that announces two gigabytes is not waited for.
  const Outcome huge =
      call({"/usr/bin/python3", "-c",
            "import socket; s = socket.create_connection(('127.0.0.1', " + port_ +
                ")); s.settimeout(5); s.send(b'\\x01\\x00\\x7f\\xff\\xff\\xff' + b'x' * "
                "1000);\ntry: print('closed' if not s.recv(1) else 'open')\n"
                "except ConnectionResetError: print('closed')"});
  EXPECT_EQ(huge.out, "closed\n") << huge.err;
  EXPECT_THAT(gateway_->err(), HasSubstr("it asks for no association of DICOM"));
  // What is no DICOM ends with its connection alone.
  const Outcome garbage =
      call({"/usr/bin/curl", "--max-time", "20", "http://127.0.0.1:" + port_});
  EXPECT_NE(garbage.status, 0);
  EXPECT_EQ(echo().status, 0);
}

TEST_F(Dicom, ASeriesIsOneRecordOnceItIsWhole) {
  OnnxSample model({1, 3, 10, 14});
  std::vector<float> weights(840);
  for (std::size_t i = 0; i < weights.size(); i += 2) weights[i] = 1;
  model.constant("w", {420, 2}, weights).constant("b", {2}, {0, 9000});
  model.node("Flatten", "x", "f");
  model.node("MatMul", "f w", "h");
  model.node("Add", "h b", "y");
  site_.write("image.onnx", model.bytes());
  site_.write("image.toml",
              "[[inputs]]\nleast = -1024\nlargest = 3071\npixels = \"modality\"\n"
              "[task]\nkind = \"classes\"\n");
  start(2);
  start_archive();
  start_gateway("", archive() +
                        "[[rules]]\nname = \"ct\"\nmodality = \"CT\"\n"
                        "model = \"breast\"\narchives = [\"pacs\"]\n");
  fs::create_directory(site_ / "series");
  for (const char* place : {"0", "2.5", "5"}) {
    const fs::path slice = site_ / "series" / (std::string(place) + ".dcm");
    fs::copy_file(kDicomImages / "ct.dcm", slice);
    ASSERT_EQ(call({"/usr/bin/dcmodify", "-nb", "-gin", "-i",
                    std::string("(0020,0032)=-10\\-20\\") + place, slice.string()})
                  .status,
              0);
  }
  ASSERT_EQ(store(site_ / "series" / "2.5.dcm").status, 0) << gateway_->err();
  ASSERT_EQ(store(site_ / "series", {"--scan-directories"}).status, 0);
  ASSERT_TRUE(await_archived(1)) << gateway_->err();
  EXPECT_EQ(consumed(), 1U);
  EXPECT_EQ(get("/v1/diagnoses").at("results").at(0).at("record"),
            "1.2.826.0.1.3680043.8.498.1.8");

  // A slice that comes later belongs to nothing any more, and a copy of one to what there is.
  EXPECT_EQ(store(site_ / "series" / "5.dcm").status, 0);
  ASSERT_EQ(call({"/usr/bin/dcmodify", "-nb", "-gin", "-i", "(0020,0032)=-10\\-20\\7.5",
                  (site_ / "series" / "5.dcm").string()})
                .status,
            0);
  const Outcome late = store(site_ / "series" / "5.dcm", {"--debug"});
  EXPECT_THAT(late.out + late.err, HasSubstr("its series was taken as whole already"));
}

TEST_F(Dicom, AMapComesBackAsASegmentationAndAsAPicture) {
  OnnxSample model({1, 5, 7});
  model.constant("w", {2, 1, 1, 1}, {0, 1}).constant("b", {2}, {100, 0});
  model.node("Conv", "x w b", "y");
  site_.write("image.onnx", model.bytes());
  site_.model_settings = "task = \"map\"\n";
  start(1);
  start_archive();
  start_gateway("", archive() + rule("picture = true\n"));
  ASSERT_EQ(store(kDicomImages / "us8.dcm").status, 0);
  ASSERT_TRUE(await_archived(3)) << gateway_->err();
  std::string all;
  for (const fs::path& file : archived_files()) all += dcmdump(file);
  EXPECT_THAT(all, HasSubstr("=ComprehensiveSRStorage"));
  EXPECT_THAT(all, HasSubstr("=SegmentationStorage"));
  EXPECT_THAT(all, HasSubstr("malignant"));
  EXPECT_EQ(consumed(), 1U);
}

TEST_F(Dicom, ChannelsAreEncryptedWhereTheirEndsSayIt) {
  for (const char* name : {"dealer", "service", "hospital"}) site_.make_certificate(name, name);
  start(1);
  start_gateway(
      "certificate = \"service.crt\"\nkey = \"service.tls.key\"\n"
      "authority = \"hospital.crt\"\n");
  const auto certificate = [&](const std::string& name) {
    return Words{"--enable-tls", site_.path(name + ".tls.key"), site_.path(name + ".crt"),
                 "--add-cert-file", site_.path("service.crt")};
  };
  const Outcome good = echo(certificate("hospital"));
  EXPECT_EQ(good.status, 0) << good.out << good.err;
  EXPECT_NE(echo(certificate("dealer")).status, 0);
  EXPECT_NE(echo().status, 0);

  // We ourselves as the archive: it takes the association, and no report of its own kind.
  const std::string own = port_;
  Words more = certificate("hospital");
  ASSERT_NE(store(kDicomImages / "ct.dcm", more).status, -1);
  site_.write("other.toml",
              "[gateway]\nlisten = \"127.0.0.1:0\"\nhospital = \"hospital.sqlite.socket\"\n"
              "[intake]\nfolder = \"other\"\nretry_s = 1\n[dicom]\nlisten = \"127.0.0.1:0\"\n" +
                  rule() +
                  "[[archives]]\nname = \"pacs\"\ntitle = \"MEDISC\"\ntls = true\n"
                  "address = \"127.0.0.1:" +
                  own +
                  "\"\nauthority = \"service.crt\"\n"
                  "certificate = \"hospital.crt\"\nkey = \"hospital.tls.key\"\n");
  auto other = site_.begin({"gateway", "run", "--config", site_.path("other.toml")});
  const std::string address = other->await("dicom-ready address=");
  port_ = address.substr(address.rfind(':') + 1);
  ASSERT_EQ(store(kDicomImages / "us8.dcm").status, 0);
  ASSERT_TRUE(eventually([&] {
    return other->err().find("status C001H") != std::string::npos;
  })) << other->err();
  EXPECT_THAT(gateway_->err(), HasSubstr("a result of MediSC itself"));
}

TEST_F(Dicom, WhatNoRuleNamesIsKeptForPeopleWhereThatIsWanted) {
  start(1);
  start_gateway("", archive() + rule(), "unmatched = \"keep\"\n");
  EXPECT_EQ(store(kDicomImages / "ct.dcm").status, 0);
  EXPECT_THAT(gateway_->err(), HasSubstr("image-received"));
  EXPECT_EQ(consumed(), 0U);
}

TEST_F(Dicom, TheFolderIsOneGatewaysAndItsOwners) {
  start(1);
  start_gateway();
  const Outcome second =
      site_.run({"gateway", "run", "--config", site_.path("gateway.toml")}, 20s);
  EXPECT_TRUE(refused(second, 2, {"used by another gateway"}));
  gateway_.reset();
  fs::permissions(site_ / "received", fs::perms::others_read, fs::perm_options::add);
  const Outcome open =
      site_.run({"gateway", "run", "--config", site_.path("gateway.toml")}, 20s);
  EXPECT_TRUE(refused(open, 2, {"open to others", "chmod 700"}));
}

}  // namespace
}  // namespace medisc::test
