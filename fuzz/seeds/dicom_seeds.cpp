// Associations as callers ask for them (PS3.8, 9.3), with C-ECHO and C-STORE.
#include <string>

#include "fuzz/seeds/seeds.hpp"

namespace medisc::fuzz {
namespace {

constexpr const char* kEcho = "1.2.840.10008.1.1";
constexpr const char* kCapture = "1.2.840.10008.5.1.4.1.1.7";
constexpr const char* kExplicit = "1.2.840.10008.1.2.1";
constexpr const char* kImplicit = "1.2.840.10008.1.2";

std::string big(std::uint64_t number, unsigned bytes) {
  std::string text;
  for (unsigned i = bytes; i-- > 0;) text += static_cast<char>(number >> (8 * i) & 0xFF);
  return text;
}

std::string little(std::uint64_t number, unsigned bytes) {
  std::string text;
  for (unsigned i = 0; i < bytes; ++i) text += static_cast<char>(number >> (8 * i) & 0xFF);
  return text;
}

std::string item(char type, const std::string& body) {
  return std::string(1, type) + '\0' + big(body.size(), 2) + body;
}

std::string pdu(char type, const std::string& body) {
  return std::string(1, type) + '\0' + big(body.size(), 4) + body;
}

std::string context(char number, const std::string& abstract, const std::string& transfer) {
  return item('\x20', std::string(1, number) + std::string(3, '\0') + item('\x30', abstract) +
                          item('\x40', transfer));
}

std::string title(std::string text) {
  text.resize(16, ' ');
  return text;
}

std::string request(const std::string& contexts) {
  return pdu('\x01', big(1, 2) + big(0, 2) + title("MEDISC") + title("CT1") +
                         std::string(32, '\0') + item('\x10', "1.2.840.10008.3.1.1.1") +
                         contexts +
                         item('\x50', item('\x51', big(16384, 4)) + item('\x52', "1.2.3.4")));
}

/// `flags`: 1 of a command, 2 of the last piece.
std::string data(char context, char flags, const std::string& bytes) {
  return pdu('\x04', big(bytes.size() + 2, 4) + context + flags + bytes);
}

/// Of a command's group, in Implicit VR Little Endian.
std::string element(std::uint16_t tag, std::string value) {
  if (value.size() % 2 != 0) value += '\0';
  return little(0, 2) + little(tag, 2) + little(value.size(), 4) + value;
}

std::string command(const std::string& elements) {
  return element(0, little(elements.size(), 4)) + elements;
}

std::string echo_command() {
  return command(element(2, kEcho) + element(0x100, little(0x30, 2)) +
                 element(0x110, little(1, 2)) + element(0x800, little(0x101, 2)));
}

std::string store_command() {
  return command(element(2, kCapture) + element(0x100, little(0x01, 2)) +
                 element(0x110, little(2, 2)) + element(0x700, little(0, 2)) +
                 element(0x800, little(0, 2)) + element(0x1000, "1.2.3.4.5"));
}

}  // namespace

void add_dicom_seeds(Corpora& corpora) {
  const std::string release = pdu('\x05', std::string(4, '\0'));
  const std::string object =
      little(8, 2) + little(0x16, 2) + "UI" + little(26, 2) + kCapture + std::string(1, '\0');
  const auto add = [&](const std::string& name, const std::string& text) {
    corpora.add("association", name, text);
  };
  const std::string echo = request(context('\x01', kEcho, kImplicit));
  const std::string store = request(context('\x03', kCapture, kExplicit));
  add("echo", echo + data('\x01', '\x03', echo_command()) + release);
  add("store",
      store + data('\x03', '\x03', store_command()) + data('\x03', '\x02', object) + release);
  add("pieces", store + data('\x03', '\x03', store_command()) + data('\x03', '\0', object) +
                    data('\x03', '\x02', object) + release);
  add("abort", echo + pdu('\x07', std::string(4, '\0')));
  add("unknown", request(context('\x01', "1.2.3", kImplicit)));
  add("cut", store + data('\x03', '\x03', store_command()).substr(0, 40));
  add("http", "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
}

}  // namespace medisc::fuzz
