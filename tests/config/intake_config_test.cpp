#include <fstream>
#include <regex>

#include "config/gateway_config.hpp"
#include "config_file.hpp"

namespace medisc {
namespace {

using test::ConfigFile;
using test::rejected;

constexpr const char* kGateway = "[gateway]\nlisten = \"127.0.0.1:1\"\nhospital = \"h\"\n";
constexpr const char* kIntake = "[intake]\nfolder = \"received\"\n";
constexpr const char* kDicom = "[dicom]\nlisten = \"127.0.0.1:11112\"\n";
constexpr const char* kPacs =
    "[[archives]]\nname = \"pacs\"\naddress = \"pacs:104\"\ntitle = \"PACS\"\n";
constexpr const char* kRule = "[[rules]]\nname = \"chest\"\nmodel = \"chest\"\n";

Result<GatewayConfig> load(const std::string& sections) {
  const ConfigFile file(kGateway + sections);
  return load_gateway_config(file.path());
}

TEST(IntakeConfig, is_read_with_defaults) {
  const ConfigFile file(std::string(kGateway) + kIntake + kDicom + kPacs + kRule +
                        "modality = [\"CR\", \"DX\"]\narchives = \"pacs\"\n");
  const auto config = load_gateway_config(file.path());
  ASSERT_TRUE(test::succeeded(config));
  ASSERT_TRUE(config->intake && config->intake->dicom);
  EXPECT_EQ(config->intake->settings.folder, file.folder() / "received");
  EXPECT_FALSE(config->intake->settings.keep_unmatched);
  EXPECT_EQ(config->intake->dicom->title, "MEDISC");
  EXPECT_TRUE(config->intake->dicom->callers.empty());
  ASSERT_EQ(config->intake->rules.size(), 1u);
  EXPECT_EQ(config->intake->rules[0].modality, (std::vector<std::string>{"CR", "DX"}));
  EXPECT_TRUE(config->intake->rules[0].report && config->intake->rules[0].segmentation);
  EXPECT_FALSE(config->intake->rules[0].picture);
  EXPECT_EQ(config->intake->archives.at(0).calling_title, "MEDISC");
  EXPECT_FALSE(load("")->intake);
}

TEST(IntakeConfig, callers_are_titles_and_where_they_are) {
  const auto config = load(std::string(kIntake) + "unmatched = \"keep\"\n" + kDicom +
                           "callers = [\"CT 1\", \"PACS@10.1.2.3\"]\n");
  ASSERT_TRUE(test::succeeded(config));
  const auto& callers = config->intake->dicom->callers;
  ASSERT_EQ(callers.size(), 2u);
  EXPECT_EQ(callers[0].title, "CT 1");
  EXPECT_EQ(callers[0].host, "");
  EXPECT_EQ(callers[1].title, "PACS");
  EXPECT_EQ(callers[1].host, "10.1.2.3");
  for (const char* title : {"\"\"", "\"@10.1.2.3\"", "\"SEVENTEEN LETTERS\"", "\"a\\\\b\""}) {
    EXPECT_TRUE(
        rejected(load(std::string(kIntake) + kRule + kDicom + "callers = [" + title + "]\n"),
                 "no AE title"));
  }
}

TEST(IntakeConfig, whoever_comes_from_elsewhere_is_named) {
  const std::string open = std::string(kIntake) + kRule + "[dicom]\nlisten = \"0.0.0.0:104\"\n";
  EXPECT_TRUE(rejected(load(open), "there are no callers"));
  EXPECT_TRUE(test::succeeded(load(open + "callers = \"CT1\"\n")));
  const std::string tls = "certificate = \"c\"\nkey = \"k\"\n";
  EXPECT_TRUE(rejected(load(open + tls), "there are no callers"));
  EXPECT_TRUE(test::succeeded(load(open + tls + "authority = \"a\"\n")));
  EXPECT_TRUE(rejected(load(open + "authority = \"a\"\n"), "no certificate"));
  EXPECT_TRUE(rejected(load(open + "callers = \"CT1\"\nkey = \"k\"\n"), "come together"));
}

TEST(IntakeConfig, rules_and_archives_belong_together) {
  const std::string base = std::string(kIntake) + kPacs;
  EXPECT_TRUE(rejected(load(base), "no [[rules]]"));
  EXPECT_TRUE(
      rejected(load(base + kRule + "archives = \"other\"\n"), "no [[archives]] has it"));
  EXPECT_TRUE(rejected(load(base + kRule + kRule), "there twice"));
  EXPECT_TRUE(rejected(load(base + kPacs + kRule), "there twice"));
  EXPECT_TRUE(rejected(load(base + "[[rules]]\nname = \"a\"\n"), "model"));
}

TEST(IntakeConfig, archives_are_called_or_posted_to) {
  const auto with = [](const std::string& archive) {
    return load(std::string(kIntake) + kRule + "[[archives]]\nname = \"a\"\n" + archive);
  };
  EXPECT_TRUE(test::succeeded(with("url = \"https://x/dicom-web\"\ntoken = \"t\"\n")));
  EXPECT_TRUE(rejected(with("url = \"x/dicom-web\"\n"), "neither http"));
  EXPECT_TRUE(
      rejected(with("url = \"http://x\"\ntoken = \"t\"\nlogin = \"l\"\n"), "both there"));
  EXPECT_TRUE(rejected(with("address = \"x:104\"\n"), "title"));
  EXPECT_TRUE(rejected(with("address = \"x\"\ntitle = \"A\"\n"), "address"));
  EXPECT_TRUE(rejected(with("url = \"http://x\"\ntitle = \"A\"\n"), "title"));
}

TEST(IntakeConfig, what_lacks_its_intake_is_told) {
  EXPECT_TRUE(rejected(load(kDicom), "dicom"));
  EXPECT_TRUE(rejected(load(kRule), "rules"));
}

/// What the example shows behind a '#' is right, too.
TEST(IntakeConfig, the_example_holds_uncommented) {
  std::ifstream example(MEDISC_SOURCE_DIR "/config/gateway.toml");
  const std::regex setting("# (\\[+[a-z]+\\]+|[a-z_]+ = ).*");
  std::string content;
  for (std::string line; std::getline(example, line);) {
    const bool shown = std::regex_match(line, setting);
    content += (shown ? line.substr(2) : line) + "\n";
  }
  const ConfigFile file(content);
  const auto config = load_gateway_config(file.path());
  ASSERT_TRUE(test::succeeded(config));
  ASSERT_TRUE(config->intake && config->intake->dicom);
  EXPECT_EQ(config->intake->settings.most_mb, IntakeSettings().most_mb);
  EXPECT_EQ(config->intake->dicom->object_mb, DicomListener().object_mb);
  EXPECT_EQ(config->intake->archives.size(), 2u);
  EXPECT_EQ(config->intake->rules.size(), 1u);
}

}  // namespace
}  // namespace medisc
