"""Servers on the loopback that say what they are told to say."""

import socketserver


class MailServer(socketserver.ThreadingTCPServer):
    """A small SMTP server that keeps what it takes and says what it is told to say to a recipient."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self):
        self.taken, self.answers = [], {}
        super().__init__(("127.0.0.1", 0), self.Conversation)

    class Conversation(socketserver.StreamRequestHandler):
        def say(self, line):
            self.wfile.write(line.encode() + b"\r\n")

        def handle(self):
            self.say("220 here")
            recipients = []
            while line := self.rfile.readline().decode().rstrip("\r\n"):
                verb, answer = line[:4].upper(), "250 ok"
                if verb == "RCPT":
                    address = line.partition("<")[2].partition(">")[0]
                    answer = self.server.answers.get(address, "250 ok")
                    recipients.append(address)
                if verb == "DATA":
                    self.say("354 go on")
                    text = b"".join(iter(self.rfile.readline, b".\r\n")).decode()
                    self.server.taken.append((tuple(recipients), text))
                if verb in {"RSET", "MAIL"}:
                    recipients = []
                self.say("221 bye" if verb == "QUIT" else answer)
                if verb == "QUIT":
                    return
