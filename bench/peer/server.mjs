// The same work on the stack of the seeds: Express, Prisma on PostgreSQL, socket.io. Only what the comparison needs.
import { createServer } from "node:http";
import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "@prisma/client";
import express from "express";
import jwt from "jsonwebtoken";
import pg from "pg";
import { Server } from "socket.io";

const SECRET = "only for the comparison, on this machine";
const connectionString = process.env.DATABASE_URL;
const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString, max: 20 }) });

/** Prisma's migration engine is not available from the registry; the tables are those of schema.prisma. */
async function migrate() {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query(`
    create table employees (id text primary key, company_id text not null, name text not null, role text not null, status text not null default 'ACTIVE');
    create table contacts (id text primary key, company_id text not null, name text not null, email text, phone text, organisation text,
      stage text not null default 'LEAD', status text not null default 'NEW', owner_id text references employees (id),
      created_at timestamp(3) not null default current_timestamp, version int not null default 1);
    create index on contacts (company_id, created_at, id);
    create table enquiries (id text primary key, company_id text not null, name text not null, email text not null, message text,
      source text not null default 'website', priority text not null default 'medium', status text not null default 'unclaimed',
      created_at timestamp(3) not null default current_timestamp, version int not null default 1);
    create index on enquiries (company_id, created_at, id);`);
  await client.end();
}

/** The current employee of a token. */
async function employee(token) {
  const { id } = jwt.verify(token, SECRET);
  const found = await prisma.employee.findUnique({ where: { id } });
  if (found?.status !== "ACTIVE") throw new Error("no such employee");
  return found;
}

const app = express();
app.use(express.json());
const http = createServer(app);
const io = new Server(http);
let company = null;

async function signedIn(request, response, next) {
  try {
    request.employee = await employee(request.headers.authorization?.replace(/^Bearer /, ""));
    next();
  } catch {
    response.status(401).json({ success: false, code: "token_invalid" });
  }
}

app.post("/api/auth/register", async (request, response) => {
  company = crypto.randomUUID();
  const { name } = request.body;
  const founder = await prisma.employee.create({ data: { companyId: company, name, role: "admin" } });
  response.status(201).json({ success: true, data: { employee: founder, token: jwt.sign({ id: founder.id }, SECRET) } });
});

app.post("/api/contacts", signedIn, async (request, response) => {
  const { name, email, phone, organisation } = request.body;
  const { companyId, id: ownerId } = request.employee;
  const data = { companyId, ownerId, name, email, phone, organisation };
  response.status(201).json({ success: true, data: await prisma.contact.create({ data }) });
});

const owner = { owner: { select: { id: true, name: true } } };

app.get("/api/contacts/:id", signedIn, async (request, response) => {
  const where = { id: request.params.id, companyId: request.employee.companyId };
  const contact = await prisma.contact.findFirst({ where, include: owner });
  if (contact) response.json({ success: true, data: contact });
  else response.status(404).json({ success: false, code: "not_found" });
});

app.get("/api/contacts", signedIn, async (request, response) => {
  const where = { companyId: request.employee.companyId };
  const orderBy = [{ createdAt: "desc" }, { id: "desc" }];
  const data = await prisma.contact.findMany({ where, orderBy, take: Number(request.query.limit ?? 20), include: owner });
  response.json({ success: true, count: data.length, data });
});

app.post("/api/enquiries", async (request, response) => {
  const { name, email, message } = request.body;
  const enquiry = await prisma.enquiry.create({ data: { companyId: company, name, email, message } });
  io.to(company).emit("enquiry:created", { kind: "enquiry:created", at: new Date(), data: enquiry });
  response.status(201).json({ success: true, data: enquiry });
});

io.on("connection", async (socket) => {
  try {
    const { companyId } = await employee(socket.handshake.auth.token);
    await socket.join(companyId);
    socket.emit("ready", {});
  } catch {
    socket.disconnect();
  }
});

await migrate();
http.listen(0, "127.0.0.1", () => console.log(`listening on http://127.0.0.1:${http.address().port}`));
