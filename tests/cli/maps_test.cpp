// Maps as labels alone and as files, between real processes.
#include <fstream>

#include "records/npy.hpp"
#include "tests/cli/site.hpp"
#include "tests/import/sample.hpp"

namespace medisc::test {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

/// A PNG's width, height, kind and pixels' entries, and its first three colours, by another
/// hand than the one that wrote it: /usr/bin/python3 and what the format says.
constexpr const char* kReadPicture = R"(
import struct, sys, zlib
data = open(sys.argv[1], 'rb').read()
assert data[:8] == b'\x89PNG\r\n\x1a\n'
at, chunks = 8, {}
while at < len(data):
    size, kind = struct.unpack('>I4s', data[at:at + 8])
    body = data[at + 8:at + 8 + size]
    assert struct.unpack('>I', data[at + 8 + size:at + 12 + size])[0] == zlib.crc32(kind + body)
    chunks[kind] = chunks.get(kind, b'') + body
    at += 12 + size
width, height, bits, colour, _, _, interlace = struct.unpack('>IIBBBBB', chunks[b'IHDR'])
assert interlace == 0
rows, before = zlib.decompress(chunks[b'IDAT']), bytes(width)
pixels = []
for y in range(height):
    row = bytearray(rows[y * (width + 1) + 1:(y + 1) * (width + 1)])
    filter = rows[y * (width + 1)]
    assert filter in (0, 1, 2)
    for x in range(width):
        left = row[x - 1] if x else 0
        row[x] = (row[x] + (left if filter == 1 else before[x] if filter == 2 else 0)) % 256
    pixels += row
    before = row
print(width, height, bits, colour, pixels, list(chunks[b'PLTE'][:9]))
)";

constexpr const char* kReadArray = R"(
import sys
try:
    import numpy
except ImportError:
    sys.exit(77)
array = numpy.load(sys.argv[1], allow_pickle=False)
print(array.dtype, array.shape, array.tolist())
)";

/// A service with a map of three classes: 4 x, 2 and -4 x at each of six pixels.
class Maps : public testing::Test {
 protected:
  Maps() {
    OnnxSample model({1, 2, 3});
    model.constant("w", {3, 1, 1, 1}, {4, 0, -4}).constant("b", {3}, {0, 2, 0});
    model.node("Conv", "x w b", "y");
    site_.write("seg.onnx", model.bytes());
    site_.write("records.csv", "id,a,b,c,d,e,f\nP/1,1,0,-1,0.25,0.75,-0.25\n..,0,0,0,1,1,1\n");
  }

  void start(const std::string& output) {
    site_.model_settings += "[[models]]\nname = \"seg\"\nfile = \"" + site_.path("seg.onnx") +
                            "\"\ninput_range = 2\ntask = \"map\"\noutput = \"" + output +
                            "\"\n";
    site_.start();
    site_.service().await("plan-registered model=seg");
    ASSERT_TRUE(succeeded(run({"dealer", "fill"}, "dealer", {"--count", "4"})));
    ASSERT_TRUE(succeeded(run({"hospital", "prepare"}, "hospital", {"--count", "4"})));
  }

  Outcome run(Words words, const std::string& role, const Words& more,
              const std::string& model = "seg") {
    words.insert(words.end(), {"--config", site_.path(role + ".toml"), "--model", model,
                               "--format", "json"});
    words.insert(words.end(), more.begin(), more.end());
    return site_.run(words);
  }

  Outcome reference(const Words& more) {
    return run_on_records({"reference"}, "service", more);
  }
  Outcome diagnose(const Words& more) {
    return run_on_records({"hospital", "diagnose"}, "hospital", more);
  }

  std::string python(const char* program, const std::string& file) {
    site_.write("read.py", program);
    Process reader({"/usr/bin/python3", site_.path("read.py"), file}, site_ / "python");
    const auto status = reader.wait(30s);
    EXPECT_TRUE(status == 0 || status == 77) << reader.err();
    return status == 77 ? "" : reader.out();
  }

  std::size_t prepared() const {
    for (const auto& pool : site_.stats("hospital", "pools").table("pools")) {
      if (pool.at("model") == "seg") return std::stoul(pool.at("prepared"));
    }
    return 0;
  }

  Site site_;

 private:
  Outcome run_on_records(const Words& verb, const std::string& role, Words more) {
    more.insert(more.begin(), {"--records", site_.path("records.csv")});
    return run(verb, role, more);
  }
};

TEST_F(Maps, StandInAFolderWithTheirLogits) {
  start("logits");
  const Outcome there = reference({"--maps", site_.path("reference")});
  ASSERT_TRUE(succeeded(there));
  site_.write("reference.json", there.out);
  const Outcome done =
      diagnose({"--maps", site_.path("new/maps"), "--expect", site_.path("reference.json")});
  ASSERT_TRUE(succeeded(done));
  const auto rows = done.report().table("results");
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(done.report().fact("maps"), site_.path("new/maps"));
  EXPECT_EQ(rows[0].at("map_file"), site_.path("new/maps/P_1.npy"));
  EXPECT_EQ(rows[0].at("picture_file"), site_.path("new/maps/P_1.png"));
  EXPECT_EQ(rows[0].at("logits_file"), site_.path("new/maps/P_1.logits.npy"));
  EXPECT_EQ(rows[1].at("map_file"), site_.path("new/maps/_..npy"));
  for (const char* const name : {"P_1.npy", "P_1.png", "P_1.logits.npy", "_..npy"}) {
    EXPECT_EQ(contents(site_ / "new/maps" / name), contents(site_ / "reference" / name));
  }
  const auto map = read_npy(site_ / "new/maps/P_1.npy");
  ASSERT_TRUE(map.has_value());
  EXPECT_THAT(map->shape, ElementsAre(2, 3));
  EXPECT_THAT(map->values, ElementsAre(0, 1, 2, 1, 0, 1));
  const auto logits = read_npy(site_ / "new/maps/P_1.logits.npy");
  ASSERT_TRUE(logits.has_value());
  EXPECT_THAT(logits->shape, ElementsAre(3, 2, 3));
  EXPECT_NEAR(logits->values[0], 4, 0.05);
  EXPECT_EQ(python(kReadPicture, site_.path("new/maps/P_1.png")),
            "3 2 8 3 [0, 1, 2, 1, 0, 1] [0, 0, 0, 128, 0, 0, 0, 128, 0]\n");
  EXPECT_THAT(python(kReadArray, site_.path("new/maps/P_1.npy")),
              testing::AnyOf("", "uint8 (2, 3) [[0, 1, 2], [1, 0, 1]]\n"));
  EXPECT_THAT(python(kReadArray, site_.path("new/maps/P_1.logits.npy")),
              testing::AnyOf("", HasSubstr("float64 (3, 2, 3) ")));
}

TEST_F(Maps, LabelsAloneEqualTheReference) {
  start("label");
  const Outcome there = reference({});
  ASSERT_TRUE(succeeded(there));
  site_.write("reference.json", there.out);
  const Outcome done =
      diagnose({"--maps", site_.path("maps"), "--expect", site_.path("reference.json")});
  ASSERT_TRUE(succeeded(done));
  const auto rows = done.report().table("results");
  EXPECT_EQ(done.report().fact("equal_to_reference"), "2");
  EXPECT_EQ(rows[0].count("logit_0"), 0U);
  EXPECT_EQ(rows[0].at("class_2"), "2");
  EXPECT_EQ(rows[0].at("logits_file"), "");
  EXPECT_FALSE(fs::exists(site_ / "maps/P_1.logits.npy"));
  EXPECT_THAT(read_npy(site_ / "maps/P_1.npy")->values, ElementsAre(0, 1, 2, 1, 0, 1));
  EXPECT_THAT(read_npy(site_ / "maps/_..npy")->values, ElementsAre(1, 1, 1, 0, 0, 0));

  // Another class of one pixel is another result.
  std::string other = there.out;
  const std::string key = "\"class_2\": 2";
  ASSERT_NE(other.find(key), std::string::npos) << other;
  other.replace(other.find(key), key.size(), "\"class_2\": 1");
  site_.write("other.json", other);
  const Outcome differs = diagnose({"--expect", site_.path("other.json")});
  EXPECT_EQ(differs.status, 1);
  EXPECT_THAT(differs.err, HasSubstr("1 of 2 diagnoses differ"));
  other.replace(other.find("\"class_2\": 1"), key.size(), "\"class_2\": 3");
  site_.write("other.json", other);
  EXPECT_TRUE(refused(diagnose({"--expect", site_.path("other.json")}), 2, {"other.json"}));
}

TEST_F(Maps, NothingIsSpentOnWhatCantBeWritten) {
  start("logits");
  EXPECT_TRUE(refused(diagnose({"--maps", site_.path("records.csv")}), 2,
                      {"--maps", "records.csv", "can't be made"}));
  fs::create_directory(site_ / "maps");
  site_.write("maps/P_1.png", "mine");
  EXPECT_TRUE(refused(diagnose({"--maps", site_.path("maps")}), 2,
                      {"P_1.png is there already", "--force"}));
  EXPECT_EQ(contents(site_ / "maps/P_1.png"), "mine");
  EXPECT_TRUE(refused(diagnose({"--force"}), 2, {"--force", "--maps"}));
  site_.write("twice.csv", "id,a,b,c,d,e,f\nP/1,1,0,-1,0,0,0\nP_1,0,0,0,1,1,1\n");
  EXPECT_TRUE(refused(run({"hospital", "diagnose"}, "hospital",
                          {"--records", site_.path("twice.csv"), "--maps", site_.path("m")}),
                      2, {"'P/1' and 'P_1'", "P_1.npy"}));
  EXPECT_EQ(prepared(), 4U);

  // A folder stands where the picture goes: all else is there, and the results are printed.
  fs::remove(site_ / "maps/P_1.png");
  fs::create_directory(site_ / "maps/P_1.png");
  const Outcome done = diagnose({"--maps", site_.path("maps"), "--force"});
  EXPECT_EQ(done.status, 1);
  EXPECT_THAT(done.err, HasSubstr("1 of 2 records have not all of their files"));
  const auto rows = done.report().table("results");
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].at("picture_file"), "");
  EXPECT_EQ(rows[0].at("map_file"), site_.path("maps/P_1.npy"));
  EXPECT_EQ(rows[1].at("picture_file"), site_.path("maps/_..png"));
  EXPECT_EQ(prepared(), 2U);
}

TEST_F(Maps, OfAModelWithoutThemAreRefused) {
  site_.start();
  site_.stock(1, 1);
  EXPECT_TRUE(refused(site_.diagnose(1, {"--maps", site_.path("maps")}), 2,
                      {"unsupported", "--maps", "the model's task is 'classes'"}));
  EXPECT_EQ(site_.level("hospital", "prepared"), 1U);
  EXPECT_FALSE(fs::exists(site_ / "maps"));
  EXPECT_TRUE(refused(
      run({"reference"}, "service",
          {"--records", (examples() / "records.csv").string(), "--maps", site_.path("maps")},
          "breast"),
      2, {"unsupported", "--maps"}));
}

}  // namespace
}  // namespace medisc::test
