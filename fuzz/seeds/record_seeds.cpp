#include <string>
#include <utility>
#include <vector>

#include "fuzz/seeds/seeds.hpp"
#include "tests/records/npy_sample.hpp"
#include "tests/records/npz_sample.hpp"

namespace medisc::fuzz {
namespace {

constexpr unsigned kAnyColumns = 0;

void add_csv(Corpora& corpora) {
  const auto add = [&](const std::string& name, unsigned columns, const std::string& text) {
    corpora.add("csv", name, Parts().byte(columns).text(text));
  };
  for (const std::string example : {"breast", "diabetes", "liver", "thyroid"}) {
    add(example + "-ranges", kAnyColumns, file_text("examples/" + example + "/ranges.csv"));
    add(example + "-normalisation", kAnyColumns,
        file_text("examples/" + example + "/normalisation.csv", 6));
  }
  add("breast-records", kAnyColumns, file_text("examples/breast/records.csv", 4));
  add("labels-and-ids", 129,
      "\xEF\xBB\xBFid,Label,\"a \"\"b\"\"\",c\r\np1,1,0.5,-2e3\r\n\r\n"
      "\"p,2\",0,+1,7\r\n");
  add("no-header", 129, "1,2\n-0.5,1e300\n");
  add("bad-cells", kAnyColumns, "a,b\n1,nan\n");
  add("bad-quote", kAnyColumns, "a,b\n1,\"2\n");
  add("ragged", kAnyColumns, "1,2\n3\n");
  add("decimal-commas", 0, "sep=;\r\nage;mass;c\r\n0,5;-1,25;3\r\n7;,5;2e1\r\n");
  add("by-name", 9, "mass\tMRN\tAGE\tc\tdiagnosis\n1\tp1\t2\t3\tM\n9\t\tx\t3\tbenign\n");
  add("counted", 0, ",0,1,2\n0,1.5,2,3\n1,<2,2024-01-31,0x1\n");
  add("comments", 0, "# age mass c\n1 2 3\n# a remark\n4 5 6\n");
  add("utf-16", 0,
      std::string("\xFF\xFE"
                  "a\0,\0b\0\n\0"
                  "1\0,\0"
                  "2\0",
                  16));
}

void add_npy(Corpora& corpora, const std::string& name, const std::string& bytes) {
  corpora.add("npy", name, bytes);
  corpora.add("tables", "records-npy-" + name, Parts().byte(7).byte(2).byte(0).text(bytes));
  corpora.add("tables", "labels-npy-" + name, Parts().byte(4).byte(3).byte(4).text(bytes));
}

void add_arrays(Corpora& corpora) {
  add_npy(corpora, "f4",
          npy_bytes(npy_header("<f4", "(2, 3)"), raw<float>({1, 2, 3, 4.5F, -6, 0})));
  add_npy(corpora, "f8", npy_bytes(npy_header("<f8", "(3,)"), raw<double>({1, -2.5, 1e300})));
  add_npy(corpora, "i4", npy_bytes(npy_header("<i4", "(3, 1)"), raw<std::int32_t>({0, 1, 2})));
  add_npy(
      corpora, "i8",
      npy_bytes(npy_header("<i8", "(3,)"), raw<std::int64_t>({4, std::int64_t{1} << 53, 0})));
  add_npy(corpora, "u1",
          npy_bytes(npy_header("|u1", "(1, 2, 2)"), raw<std::uint8_t>({0, 1, 2, 255})));
  add_npy(corpora, "f2", npy_bytes(npy_header(">f2", "(2,)"), std::string("\x3C\0\x7C\0", 4)));
  add_npy(corpora, "fortran",
          npy_bytes("{'descr': '|b1', 'fortran_order': True, 'shape': (2, 2)}",
                    std::string("\1\0\1\1", 4)));
  add_npy(corpora, "texts", npy_bytes(npy_header("|S2", "(2, 1)"), "ab1\x01"));
  add_npy(corpora, "structure",
          npy_bytes("{'descr': [('id', '|S1'), ('a', '<i2')], 'fortran_order': False, "
                    "'shape': (2,)}",
                    std::string("x\1\0y\2\0", 6)));
  add_npy(corpora, "scalar", npy_bytes(npy_header("<f8", "()"), raw<double>({1})));
  add_npy(corpora, "none", npy_bytes(npy_header("<f8", "(0, 5)"), ""));
  add_npy(corpora, "large", npy_bytes(npy_header("<f8", "(4294967296, 4294967296)"), ""));
}

void add_archives(Corpora& corpora) {
  const std::string table = npy_bytes(npy_header("<f4", "(2, 2)"), raw<float>({1, 2, 3, 4}));
  const std::string labels = npy_bytes(npy_header("|u1", "(2,)"), raw<std::uint8_t>({0, 1}));
  for (const auto& [name, compression] : {std::pair("records-npz", ZIP_CM_STORE),
                                          std::pair("records-npz-deflated", ZIP_CM_DEFLATE)}) {
    const auto bytes = npz_bytes({{"x.npy", table}, {"y.npy", labels}}, compression);
    corpora.add("tables", name, Parts().byte(11).byte(0).byte(2).text(bytes));
  }
}

void add_tables(Corpora& corpora) {
  enum { kLabels, kLogits, kRanges, kRecords };
  const auto add = [&](const std::string& name, unsigned kind, unsigned rows, unsigned columns,
                       const std::string& text) {
    corpora.add("tables", name, Parts().byte(kind).byte(rows).byte(columns).text(text));
  };
  add("labels", kLabels, 3, 1, "label\n0\n1\n1\n");
  add("labels-out-of-range", kLabels, 2, 1, "0\n2\n");
  add("logits", kLogits, 2, 1, "0.5,-1\n2,3e2\n");
  add("ranges", kRanges, 0, 0, file_text("examples/diabetes/ranges.csv"));
  add("ranges-below-zero", kRanges, 0, 2, "1,-1\n");
  add("ranges-of-two-sides", kRanges, 0, 0, "bound;a;b\nmax;1,5;2\nmin;-1;0\n");
  add("labels-in-text", kLabels, 2, 1, "id,label\np1,True\np2,false\n");
  add("records", kRecords, 0, 0, file_text("examples/breast/records.csv", 3));
}

}  // namespace

void add_record_seeds(Corpora& corpora) {
  add_csv(corpora);
  add_arrays(corpora);
  add_tables(corpora);
  add_archives(corpora);
}

}  // namespace medisc::fuzz
