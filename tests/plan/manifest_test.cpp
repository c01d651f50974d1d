#include "plan/manifest.hpp"

#include <cmath>
#include <functional>
#include <limits>

#include <gmock/gmock.h>

#include "tests/plan/refused.hpp"

namespace medisc {
namespace {

/// Two parts, of 2 x 2 x 2 and 3, and two results.
Manifest sample() {
  Manifest manifest;
  manifest.model = "chest";
  manifest.version = "3.1";
  manifest.parts = {
      {"image", {2, 2, 2}, Layout::kChannelsFirst, {}, {"HU"}, {-1000, 0}, {1000, 255}},
      {"table", {3}, Layout::kFlat, {"age", "sex", "bmi"}, {}, {0}, {120, 1, 80}}};
  manifest.preprocessing = {{0, StepKind::kNormalise, {0.5, 0.25, 2, 4}},
                            {0, StepKind::kResize, {}},
                            {1, StepKind::kScale, {0.1, 0}},
                            {0, StepKind::kInvert, {255}}};
  manifest.outcome.labels = {"healthy", "ill"};
  manifest.outcome.shape = {2};
  return manifest;
}

Result<void> check(const Manifest& manifest, std::uint32_t results = 2) {
  return validate(manifest, 11, results);
}

TEST(Manifest, ASampleIsValidAndOneThatSaysNothingToo) {
  const auto valid = check(sample());
  EXPECT_TRUE(valid.has_value()) << render(valid.error());
  EXPECT_TRUE(validate(Manifest{}, 5, 1).has_value());
  EXPECT_TRUE(validate(plain_manifest(5, 3), 5, 3).has_value());
  EXPECT_TRUE(validate(plain_manifest(5, 1), 5, 1).has_value());
  EXPECT_EQ(plain_manifest(5, 1).outcome.task, TaskKind::kNumber);
}

struct Broken {
  const char* says;
  std::function<void(Manifest&)> change;
};

const Broken kBroken[] = {
    {"name has 257 bytes",
     [](Manifest& m) {
       m.model.assign(257, 'm');
     }},
    {"name is no printable",
     [](Manifest& m) {
       m.model = "a\nb";
     }},
    {"version is no printable",
     [](Manifest& m) {
       m.version = "\xff";
     }},
    {"there are 65 [[inputs]]",
     [](Manifest& m) {
       m.parts.resize(65, m.parts[1]);
     }},
    {"name of [[inputs]] 2 is there twice",
     [](Manifest& m) {
       m.parts[1].name = "image";
     }},
    {"name of [[inputs]] 1 is empty",
     [](Manifest& m) {
       m.parts[0].name = "";
     }},
    {"shape of [[inputs]] 1 has 0 dimensions",
     [](Manifest& m) {
       m.parts[0].shape = {};
     }},
    {"shape of [[inputs]] 1 has 9 dimensions",
     [](Manifest& m) {
       m.parts[0].shape.assign(9, 1);
     }},
    {"shape of [[inputs]] 1 has no elements",
     [](Manifest& m) {
       m.parts[0].shape[1] = 0;
     }},
    {"shape of [[inputs]] 1 has no elements",
     [](Manifest& m) {
       m.parts[0].shape.assign(4, 65536);
     }},
    {"the [[inputs]] have 10 elements",
     [](Manifest& m) {
       m.parts[1].shape = {2};
       m.parts[1].features.pop_back();
       m.parts[1].largest.pop_back();
     }},
    {"layout of [[inputs]] 1 is unknown",
     [](Manifest& m) {
       m.parts[0].layout = static_cast<Layout>(3);
     }},
    {"channels need two",
     [](Manifest& m) {
       m.parts[1].layout = Layout::kChannelsLast;
     }},
    {"features of [[inputs]] 2 has 2 names",
     [](Manifest& m) {
       m.parts[1].features.pop_back();
     }},
    {"entry 3 of features of [[inputs]] 2 is there before",
     [](Manifest& m) {
       m.parts[1].features[0] = "bmi";
     }},
    {"entry 3 of features of [[inputs]] 2 is there before",
     [](Manifest& m) {
       m.parts[0].features = {"a", "b", "c", "d", "e", "f", "g", "bmi"};
     }},
    {"largest of [[inputs]] 1 has one entry an element, and the input is resized",
     [](Manifest& m) {
       m.parts[0].largest.assign(8, 255);
     }},
    {"units of [[inputs]] 1 has one entry an element, and the input is resized",
     [](Manifest& m) {
       m.parts[0].units.assign(8, "HU");
     }},
    {"least and largest of [[inputs]] 1 have not as many",
     [](Manifest& m) {
       m.preprocessing = {};
       m.parts[0].largest.assign(8, 255);
     }},
    {"entry 1 of features of [[inputs]] 2 is empty",
     [](Manifest& m) {
       m.parts[1].features[0] = "";
     }},
    {"entry 2 of features of [[inputs]] 2 is no printable",
     [](Manifest& m) {
       m.parts[1].features[1] = "\x1b[2J";
     }},
    {"units of [[inputs]] 2 has 2 entries",
     [](Manifest& m) {
       m.parts[1].units = {"a", "b"};
     }},
    {"least of [[inputs]] 1 has 3 entries",
     [](Manifest& m) {
       m.parts[0].least.resize(3);
     }},
    {"entry 2 of largest of [[inputs]] 1 is not a number",
     [](Manifest& m) {
       m.parts[0].largest[1] = std::numeric_limits<double>::infinity();
     }},
    {"entry 1 of least of [[inputs]] 1 is not a number",
     [](Manifest& m) {
       m.parts[0].least[0] = std::nan("");
     }},
    {"[[inputs]] 1 has least without largest",
     [](Manifest& m) {
       m.parts[0].largest.clear();
     }},
    {"least of [[inputs]] 1 is above largest, for element 5",
     [](Manifest& m) {
       m.parts[0].least[1] = 256;
     }},
    {"input of [[preprocessing]] 3 names none",
     [](Manifest& m) {
       m.preprocessing[2].part = 2;
     }},
    {"[[preprocessing]] 1 (normalise)",
     [](Manifest& m) {
       m.preprocessing[0].numbers = {1, 2, 3, 4, 5, 6};
     }},
    {"[[preprocessing]] 1 (normalise)",
     [](Manifest& m) {
       m.preprocessing[0].numbers[2] = 0;
     }},
    {"[[preprocessing]] 1 (normalise)",
     [](Manifest& m) {
       m.preprocessing[0].numbers.pop_back();
     }},
    {"[[preprocessing]] 2 (resize)",
     [](Manifest& m) {
       m.preprocessing[1].part = 1;
     }},
    {"[[preprocessing]] 2 (resize)",
     [](Manifest& m) {
       m.preprocessing[1].numbers = {1};
     }},
    {"[[preprocessing]] 3 (scale)",
     [](Manifest& m) {
       m.preprocessing[2].numbers[0] = 0;
     }},
    {"[[preprocessing]] 4 (invert)",
     [](Manifest& m) {
       m.preprocessing[3].numbers = {};
     }},
    {"entry 1 of from of [[preprocessing]] 4 is not a number",
     [](Manifest& m) {
       m.preprocessing[3].numbers[0] = std::nan("");
     }},
    {"step of [[preprocessing]] 4 is unknown",
     [](Manifest& m) {
       m.preprocessing[3].kind = static_cast<StepKind>(4);
     }},
    {"there are 65 [[preprocessing]]",
     [](Manifest& m) {
       m.preprocessing.resize(65, m.preprocessing[3]);
     }},
    {"its task is unknown",
     [](Manifest& m) {
       m.outcome.task = static_cast<TaskKind>(5);
     }},
    {"labels has 3 entries",
     [](Manifest& m) {
       m.outcome.labels.emplace_back("?");
     }},
    {"entry 2 of labels is there before",
     [](Manifest& m) {
       m.outcome.labels[1] = "healthy";
     }},
    {"threshold has 1 entries",
     [](Manifest& m) {
       m.outcome.thresholds = {0.5};
     }},
    {"unit is for the task",
     [](Manifest& m) {
       m.outcome.unit = "cm";
     }},
    {"the shape of a result has 3 elements",
     [](Manifest& m) {
       m.outcome.shape = {3};
     }},
    {"threshold has 0 entries; a task 'findings'",
     [](Manifest& m) {
       m.outcome.task = TaskKind::kFindings;
     }},
    {"entry 2 of threshold is not between",
     [](Manifest& m) {
       m.outcome.task = TaskKind::kFindings;
       m.outcome.thresholds = {0.5, 1};
     }},
    {"a result has no pixels",
     [](Manifest& m) {
       m.outcome.task = TaskKind::kMap;
     }},
    {"the shape of a result has 0 dimensions",
     [](Manifest& m) {
       m.outcome.task = TaskKind::kNumber;
       m.outcome.shape = {};
     }},
    {"texts have",
     [](Manifest& m) {
       m.parts[1].shape = {9003};
       m.parts[1].largest = {1};
       m.parts[1].features.clear();
       for (int i = 0; i < 9003; ++i) {
         m.parts[1].features.push_back(std::string(250, 'f') + std::to_string(i));
       }
       m.parts[0].shape = {1, 1, 1};
       m.parts[0].least = m.parts[0].largest = {};
       m.preprocessing = {};
     }},
};

TEST(Manifest, BrokenOnesAreRefused) {
  for (const Broken& broken : kBroken) {
    Manifest manifest = sample();
    broken.change(manifest);
    const std::uint32_t features = manifest.parts[1].shape[0] > 9000 ? 9004 : 11;
    EXPECT_THAT(validate(manifest, features, 2), Refused(ErrorCode::kBadInput, broken.says));
  }
}

TEST(Manifest, TasksHaveTheirResults) {
  const auto outcome = [](TaskKind task, std::vector<std::string> labels,
                          std::vector<double> thresholds, std::vector<std::uint32_t> shape) {
    Manifest manifest = sample();
    manifest.outcome = {task, std::move(labels), std::move(thresholds), "", std::move(shape)};
    return manifest;
  };
  EXPECT_TRUE(check(outcome(TaskKind::kBinary, {"no", "yes"}, {0.3}, {1}), 1));
  EXPECT_TRUE(check(outcome(TaskKind::kBinary, {}, {0.3}, {2}), 2));
  EXPECT_THAT(check(outcome(TaskKind::kBinary, {}, {}, {1}), 1),
              Refused(ErrorCode::kBadInput, "threshold has 0 entries"));
  EXPECT_THAT(check(outcome(TaskKind::kBinary, {"yes"}, {0.5}, {1}), 1),
              Refused(ErrorCode::kBadInput, "labels has 1 entries"));
  EXPECT_THAT(check(outcome(TaskKind::kBinary, {}, {0.5}, {3}), 3),
              Refused(ErrorCode::kBadInput, "1 or 2 results"));
  EXPECT_THAT(check(outcome(TaskKind::kClasses, {}, {}, {1}), 1),
              Refused(ErrorCode::kBadInput, "no choice"));
  EXPECT_TRUE(check(outcome(TaskKind::kNumber, {"age"}, {}, {1}), 1));
  EXPECT_TRUE(check(outcome(TaskKind::kMap, {"a", "b", "c"}, {}, {3, 4, 5}), 60));
  EXPECT_TRUE(check(outcome(TaskKind::kMap, {"no", "yes"}, {}, {1, 4, 5}), 20));
  EXPECT_THAT(check(outcome(TaskKind::kMap, {"a", "b"}, {}, {3, 4, 5}), 60),
              Refused(ErrorCode::kBadInput, "labels has 2 entries"));
}

TEST(Manifest, ListsHoldForAllAChannelOrAnElement) {
  const RecordPart first{"a", {2, 2, 2}, Layout::kChannelsFirst, {}, {}, {}, {}};
  const RecordPart last{"b", {2, 2, 2}, Layout::kChannelsLast, {}, {}, {}, {}};
  const std::vector<int> none;
  const std::vector<int> two{10, 20};
  const std::vector<int> eight{0, 1, 2, 3, 4, 5, 6, 7};
  EXPECT_EQ(entry_for(first, none, 3), nullptr);
  EXPECT_EQ(*entry_for(first, std::vector<int>{7}, 3), 7);
  EXPECT_EQ(*entry_for(first, two, 3), 10);
  EXPECT_EQ(*entry_for(first, two, 4), 20);
  EXPECT_EQ(*entry_for(last, two, 3), 20);
  EXPECT_EQ(*entry_for(last, two, 4), 10);
  EXPECT_EQ(*entry_for(first, eight, 5), 5);
}

TEST(Manifest, NamesGoBothWays) {
  for (const TaskKind task : {TaskKind::kClasses, TaskKind::kBinary, TaskKind::kFindings,
                              TaskKind::kNumber, TaskKind::kMap}) {
    EXPECT_EQ(task_named(task_name(task)), task);
  }
  for (const Layout layout : {Layout::kFlat, Layout::kChannelsFirst, Layout::kChannelsLast}) {
    EXPECT_EQ(layout_named(layout_name(layout)), layout);
  }
  EXPECT_EQ(task_named("class"), std::nullopt);
  EXPECT_EQ(layout_named(""), std::nullopt);
}

TEST(Manifest, PrintableTextIsUtf8WithoutControls) {
  for (const char* text : {"", "plain", "Größe in µm", "年齢", "\xf0\x9f\xab\x80"}) {
    EXPECT_TRUE(is_printable(text)) << text;
  }
  for (const char* text :
       {"\t", "a\x7f", "\xc2\x85", "\xe2\x80\xae", "\xe2\x81\xa6", "\xc0\xaf", "\xed\xa0\x80",
        "\xf4\x90\x80\x80", "\xe2\x82", "\x80", "\xe2\x80\xa8", "\xef\xbb\xbf"}) {
    EXPECT_FALSE(is_printable(text)) << testing::PrintToString(std::string(text));
  }
}

}  // namespace
}  // namespace medisc
