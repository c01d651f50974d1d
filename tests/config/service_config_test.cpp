#include "config/service_config.hpp"

#include "config_file.hpp"

namespace medisc {
namespace {

using test::changed;
using test::ConfigFile;
using test::key_text;
using test::rejected;
using Numbers = std::vector<double>;

std::string good() {
  return "[service]\nlisten = \"0.0.0.0:7801\"\nkey = \"s.key\"\ndatabase = \"s.db\"\n"
         "[dealer]\naddress = \"dealer:7800\"\npublic_key = \"" +
         key_text('1') + "\"\n[[hospitals]]\nname = \"h\"\npublic_key = \"" + key_text('2') +
         "\"\n[[models]]\nname = \"liver\"\nfile = \"liver.onnx\"\ninput_range = 8\n";
}

Result<ServiceConfig> load(const std::string& content) {
  const ConfigFile file(content);
  return load_service_config(file.path());
}

TEST(ServiceConfig, is_read_with_defaults) {
  const ConfigFile file(good());
  const auto config = load_service_config(file.path());
  ASSERT_TRUE(test::succeeded(config));
  EXPECT_EQ(config->listen, (Address{"0.0.0.0", 7801}));
  EXPECT_EQ(config->dealer.address.port, 7800);
  EXPECT_EQ(config->hospitals.at(0).name, "h");
  const ModelConfig& model = config->models.at(0);
  EXPECT_EQ(model.name, "liver");
  EXPECT_EQ(model.file, file.folder() / "liver.onnx");
  EXPECT_EQ(model.manifest, std::nullopt);
  EXPECT_TRUE(model.declared.labels.empty());
  EXPECT_EQ(model.declared.task, std::nullopt);
  EXPECT_EQ(model.declared.unit, std::nullopt);
  EXPECT_TRUE(model.declared.thresholds.empty());
  EXPECT_THAT(std::get<Numbers>(model.input_range), testing::ElementsAre(8.0));
  EXPECT_FALSE(model.ring_bits);
  EXPECT_FALSE(model.full_width);
  EXPECT_FALSE(model.label_only);
  EXPECT_FALSE(model.public_normalisation);
  EXPECT_EQ(model.calibration, std::nullopt);
  EXPECT_EQ(model.margin_bits, std::nullopt);
  EXPECT_EQ(model.input_bits, std::nullopt);
  EXPECT_EQ(model.activation_bits, std::nullopt);
  EXPECT_EQ(model.weight_bits, std::nullopt);
}

TEST(ServiceConfig, a_models_numbers_can_be_chosen) {
  const ConfigFile file(changed(good(), "input_range = 8",
                                "input_range = \"ranges.csv\"\nlabels = [\"ill\", \"well\"]\n"
                                "ring_bits = 64\nfull_width = true\ninput_bits = 10\n"
                                "activation_bits = 9\nweight_bits = 11"));
  const auto config = load_service_config(file.path());
  ASSERT_TRUE(test::succeeded(config));
  const ModelConfig& model = config->models.at(0);
  EXPECT_EQ(std::get<std::filesystem::path>(model.input_range), file.folder() / "ranges.csv");
  EXPECT_THAT(model.declared.labels, testing::ElementsAre("ill", "well"));
  EXPECT_EQ(model.ring_bits, 64u);
  EXPECT_TRUE(model.full_width);
  EXPECT_EQ(model.input_bits, 10u);
  EXPECT_EQ(model.activation_bits, 9u);
  EXPECT_EQ(model.weight_bits, 11u);
}

TEST(ServiceConfig, a_models_output_and_bounds_can_be_chosen) {
  const ConfigFile file(good() +
                        "output = \"label\"\nnormalisation = \"public\"\n"
                        "calibration = \"samples.npy\"\ncalibration_margin = 3\n");
  const auto config = load_service_config(file.path());
  ASSERT_TRUE(test::succeeded(config));
  const ModelConfig& model = config->models.at(0);
  EXPECT_TRUE(model.label_only);
  EXPECT_TRUE(model.public_normalisation);
  EXPECT_EQ(model.calibration, file.folder() / "samples.npy");
  EXPECT_EQ(model.margin_bits, 3u);
  EXPECT_TRUE(rejected(load(good() + "output = \"logit\"\n"), "output"));
  EXPECT_TRUE(rejected(load(good() + "normalisation = true\n"), "normalisation"));
  EXPECT_TRUE(rejected(load(good() + "calibration = 3\n"), "calibration"));
}

TEST(ServiceConfig, a_models_fidelity_and_what_its_file_leaves_open_can_be_said) {
  const ConfigFile file(good() +
                        "samples = \"s.csv\"\nfidelity = \"warn\"\nprecision = \"auto\"\n"
                        "output_name = \"logits\"\ninput_shapes = [\"x=3x32x32\"]\n");
  const auto config = load_service_config(file.path());
  ASSERT_TRUE(test::succeeded(config));
  const ModelConfig& model = config->models.at(0);
  EXPECT_EQ(model.samples, file.folder() / "s.csv");
  EXPECT_TRUE(model.any_fidelity);
  EXPECT_EQ(model.output_name, "logits");
  EXPECT_THAT(model.input_shapes, testing::ElementsAre("x=3x32x32"));
  const auto plain = load(good());
  EXPECT_FALSE(plain->models.at(0).any_fidelity);
  EXPECT_EQ(plain->models.at(0).samples, std::nullopt);
  EXPECT_TRUE(rejected(load(good() + "fidelity = \"any\"\n"), "fidelity is \"any\""));
  EXPECT_TRUE(rejected(load(good() + "precision = \"fine\"\n"), "precision is \"fine\""));
}

TEST(ServiceConfig, a_models_comparisons_and_their_line_can_be_said) {
  const auto config = load(good() +
                           "comparison = \"chain\"\nbundle_mb = 3.5\n"
                           "[link]\ndelay_ms = 0\nmbit_s = 2.5\n");
  ASSERT_TRUE(test::succeeded(config));
  const BorrowOptions& borrows = config->models.at(0).borrows;
  EXPECT_EQ(borrows.comparison, ComparisonChoice::kChain);
  EXPECT_EQ(borrows.bundle_mb, 3.5);
  EXPECT_EQ(borrows.link, (LinkSpeed{0, 2.5}));
  EXPECT_EQ(load(good())->models.at(0).borrows, BorrowOptions{});
  EXPECT_TRUE(rejected(load(good() + "comparison = \"adder\"\n"), "comparison is \"adder\""));
  EXPECT_TRUE(rejected(load(good() + "bundle_mb = 0\n"), "bundle_mb is not above 0"));
  EXPECT_TRUE(rejected(load(good() + "[link]\nmbit_s = -1\n"), "mbit_s is not above 0"));
  EXPECT_TRUE(rejected(load(good() + "[link]\ndelay_ms = -1\n"), "delay_ms is below 0"));
}

TEST(ServiceConfig, a_models_manifest_can_be_declared) {
  const ConfigFile file(changed(good(), "input_range = 8",
                                "manifest = \"m.toml\"\ntask = \"findings\"\n"
                                "threshold = [0.25, 0.5]\ninput_range = [0, 255]\n"));
  const auto config = load_service_config(file.path());
  ASSERT_TRUE(test::succeeded(config));
  const ModelConfig& model = config->models.at(0);
  EXPECT_EQ(model.manifest, file.folder() / "m.toml");
  EXPECT_EQ(model.declared.task, TaskKind::kFindings);
  EXPECT_THAT(model.declared.thresholds, testing::ElementsAre(0.25, 0.5));
  EXPECT_THAT(std::get<Numbers>(model.input_range), testing::ElementsAre(0, 255));
  const auto unit = load(good() + "task = \"number\"\nunit = \"months\"\n");
  ASSERT_TRUE(test::succeeded(unit));
  EXPECT_EQ(unit->models.at(0).declared.unit, "months");
  EXPECT_TRUE(rejected(load(good() + "task = \"binray\"\n"), "task is \"binray\"",
                       "did you mean \"binary\"?"));
  EXPECT_TRUE(rejected(load(good() + "threshold = 1\n"), ":15: a threshold is not between"));
}

TEST(ServiceConfig, ranges_are_ranges) {
  for (const auto* range : {"0", "-1.5", "[2, 1]", "[1, 2, 3]", "[1, 1]"}) {
    EXPECT_TRUE(rejected(load(changed(good(), "= 8", std::string("= ") + range)),
                         ":14: input_range is neither a number above 0"))
        << range;
  }
  for (const auto* range : {"nan", "inf"}) {
    EXPECT_TRUE(rejected(load(changed(good(), "= 8", std::string("= ") + range)),
                         ":14: input_range holds what is not a number"))
        << range;
  }
}

/// They may stand in the manifest, which is read with the model.
TEST(ServiceConfig, a_range_may_be_missing) {
  const auto config = load(changed(good(), "input_range = 8", ""));
  ASSERT_TRUE(test::succeeded(config));
  EXPECT_TRUE(std::get<Numbers>(config->models.at(0).input_range).empty());
}

TEST(ServiceConfig, rings_have_32_or_64_bits) {
  for (const auto* bits : {"33", "16", "128"}) {
    EXPECT_TRUE(rejected(load(good() + "ring_bits = " + bits + "\n"), "ring_bits is ")) << bits;
  }
}

TEST(ServiceConfig, bits_have_bounds) {
  for (const auto* key : {"input_bits", "activation_bits", "weight_bits"}) {
    EXPECT_TRUE(rejected(load(good() + key + " = 0\n"), std::string(key) + " is 0")) << key;
    EXPECT_TRUE(rejected(load(good() + key + " = 63\n"), std::string(key) + " is 63")) << key;
  }
}

TEST(ServiceConfig, models_have_their_own_names) {
  EXPECT_TRUE(rejected(
      load(good() + "[[models]]\nname = \"liver\"\nfile = \"b.onnx\"\ninput_range = 1\n"),
      ":16: the name \"liver\" is there twice"));
}

TEST(ServiceConfig, every_key_is_needed) {
  for (const auto* key :
       {"listen", "key", "database", "address", "public_key", "name", "file"}) {
    const std::string line = std::string("\n") + key + " = ";
    EXPECT_TRUE(
        rejected(load(changed(good(), line, "\n#")), std::string("lacks the key \"") + key))
        << key;
  }
  EXPECT_TRUE(rejected(load(""), "[service] is missing"));
  const std::string all = good();
  EXPECT_TRUE(rejected(load(all.substr(0, all.find("[[models]]"))), "[[models]] is missing"));
}

TEST(ServiceConfig, a_misspelled_key_of_a_model_is_found) {
  EXPECT_TRUE(rejected(load(good() + "ringbits = 64\n"), ":15: [[models]] has the unknown key",
                       "did you mean \"ring_bits\"?"));
}

}  // namespace
}  // namespace medisc
