#include "records/foreign_text.hpp"

#include <string>

#include <gtest/gtest.h>

namespace medisc {
namespace {

std::string name_of(std::string_view text) {
  const auto foreign = foreign_text(text);
  return foreign ? foreign->name : "";
}

TEST(ForeignText, IsNamed) {
  for (const char* text : {"{\"age\": 50}", " \n[{\"age\": 50}]", "[[1, 2], [3, 4]]",
                           "[1, 2]\n", "{\n  \"columns\": []}", "[\"a\"]", "{}"}) {
    EXPECT_EQ(name_of(text), "a JSON document") << text;
  }
  for (const char* text : {"<!DOCTYPE html>\n<html>", "<html><body>", "<?xml version=\"1.0\"?>",
                           "\n<table><tr>"}) {
    EXPECT_EQ(name_of(text), "a web page or another document of markup") << text;
  }
  EXPECT_EQ(name_of("version https://git-lfs.github.com/spec/v1\noid sha256:4d"),
            "a pointer of Git LFS to the file, not the file itself");
  EXPECT_EQ(name_of("@RELATION iris"), "an ARFF file");
}

TEST(ForeignText, TablesAreNone) {
  for (const char* text : {"", "age,mass\n50,70\n", "[Na],[K]\n140,4\n", "<DATE>,<OPEN>\n1,2\n",
                           "<5,2\n", "{a},b\n1,2\n", "[1],[2]\n3,4\n", "version,age\n1,50\n"}) {
    EXPECT_EQ(name_of(text), "") << text;
  }
}

}  // namespace
}  // namespace medisc
